package loadbalancer

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var certificate = crud.EphemeralResource[*katapult.Client, backend]{
	Type: "katapult_load_balancer_backend_certificate",
	Schema: schema.Schema{
		MarkdownDescription: "Reads the certificate that a load balancer presents to the machines behind it, with its private key. They are kept in no plan and in no state. Ephemeral resources need Terraform 1.10 or later.",
		Attributes: map[string]schema.Attribute{
			"load_balancer_id": schema.StringAttribute{
				MarkdownDescription: "ID of the load balancer.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"certificate": schema.StringAttribute{MarkdownDescription: "The certificate in PEM format.", Computed: true},
			"private_key": schema.StringAttribute{MarkdownDescription: "The private key in PEM format.", Computed: true, Sensitive: true},
		},
	},
	Open: func(ctx context.Context, api *katapult.Client, config *backend) error {
		found, err := api.LoadBalancers.BackendCertificate(ctx, config.LoadBalancerID.ValueString())
		config.Certificate, config.PrivateKey = types.StringValue(found.Certificate), types.StringValue(found.PrivateKey)
		return crud.At(path.Root("load_balancer_id"), err)
	},
}

type backend struct {
	LoadBalancerID types.String `tfsdk:"load_balancer_id"`
	Certificate    types.String `tfsdk:"certificate"`
	PrivateKey     types.String `tfsdk:"private_key"`
}
