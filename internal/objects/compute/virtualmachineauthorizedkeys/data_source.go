// Package virtualmachineauthorizedkeys reads the public keys that may log into a virtual
// machine.
package virtualmachineauthorizedkeys

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the data source.
var Object = crud.Object{DataSources: []func() datasource.DataSource{keys.New}}

var keys = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_virtual_machine_authorized_keys",
	Schema: schema.Schema{
		MarkdownDescription: "Reads the public keys that may log into the virtual machine that the API token of the provider block belongs to. " +
			"No other token can read them, and no argument names another machine.\n\n" +
			"Such a token can do little else, so give it a `provider` block of its own, with an `alias`. " +
			"The token needs the scope `virtual_machines:authorized_keys`, and Katapult has to manage the keys of the machine continuously: " +
			"of a machine that got its keys when it was built, and from then on by hand, Katapult knows none.",
		Attributes: map[string]schema.Attribute{
			"content": attrs.ComputedString("The keys as Katapult writes them into `authorized_keys`, one to a line."),
		},
	},
	Read: read,
}

type model struct {
	Content types.String `tfsdk:"content"`
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	content, err := api.VirtualMachines.AuthorizedKeys(ctx)
	config.Content = types.StringValue(content)
	return err
}
