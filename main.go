// Terraform-provider-katapult is a Terraform provider for the Katapult cloud.
package main

import (
	"flag"
	"log"

	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// The linker sets both. The address is the source that configurations name; a
// release has its registry's.
var (
	version = "dev"
	address = "terraform.local/katapult/katapult"
)

func main() {
	debug := flag.Bool("debug", false, "run for a debugger: print TF_REATTACH_PROVIDERS and wait for Terraform")
	flag.Parse()
	if err := provider.Serve(version, address, registry.All(), *debug); err != nil {
		log.Fatal(err)
	}
}
