// Package dnsnameserver lists katapult_dns_nameservers.
package dnsnameserver

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the nameserver of DNS zones.
var Object = crud.Object{DataSources: []func() datasource.DataSource{nameservers.New}}

var nameservers = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_dns_nameservers",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the nameservers to delegate domains to at their registrar. All DNS zones of the organization have the same.",
		Attributes: map[string]schema.Attribute{
			"nameservers": schema.ListAttribute{
				MarkdownDescription: "The host names of the nameservers, in alphabetical order.", Computed: true, ElementType: types.StringType,
			},
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *model) error {
		found, err := api.DNSZones.Nameservers(ctx)
		if err == nil {
			config.Nameservers = attrs.StringList(found)
		}
		return err
	},
}

type model struct {
	Nameservers types.List `tfsdk:"nameservers"`
}
