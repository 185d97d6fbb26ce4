// Command schemajson prints the provider's schema in the JSON form of
// "terraform providers schema -json", taken from the provider itself.
//
// The documentation is generated from it. Asking an installed Terraform instead would leave out what that
// version does not know yet: list resources, actions and identities below 1.14 and 1.12.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "schemajson:", err)
		os.Exit(1)
	}
}

// run asks the provider for its schemas and prints them.
func run(ctx context.Context) error {
	server, err := providerserver.NewProtocol6WithError(provider.New("dev", registry.All())())()
	if err != nil {
		return fmt.Errorf("start the provider: %w", err)
	}
	schemas, err := providerSchemas(ctx, server)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(schemas)
}
