// Command schemajson prints the provider's schema in the JSON form of "terraform providers
// schema -json".
//
// The documentation is generated from it. It reads the provider directly, because an older
// Terraform omits what it does not know: list resources and actions below 1.14, identities
// below 1.12.
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
