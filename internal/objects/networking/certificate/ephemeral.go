package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var material = crud.EphemeralResource[*katapult.Client, opened]{
	Type: "katapult_certificate",
	Schema: schema.Schema{
		MarkdownDescription: "Reads a certificate with its private key. They are kept in no plan and in no state. Ephemeral resources need Terraform 1.10 or later.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the certificate.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"certificate": schema.StringAttribute{MarkdownDescription: "The certificate in PEM format. Null until it is issued.", Computed: true},
			"chain":       schema.StringAttribute{MarkdownDescription: "The certificates of the authorities that have issued it, in PEM format. Null if there are none.", Computed: true},
			"private_key": schema.StringAttribute{
				MarkdownDescription: "The private key in PEM format. Null until the certificate is issued. It is an error if the API token may not see it.", Computed: true, Sensitive: true,
			},
		},
	},
	Open: open,
}

type opened struct {
	ID          types.String `tfsdk:"id"`
	Certificate types.String `tfsdk:"certificate"`
	Chain       types.String `tfsdk:"chain"`
	PrivateKey  types.String `tfsdk:"private_key"`
}

func open(ctx context.Context, api *katapult.Client, config *opened) error {
	found, err := api.Certificates.Get(ctx, config.ID.ValueString())
	if err != nil {
		return crud.At(path.Root("id"), err)
	}
	var all attrs.Certificate
	all.Fill(attrs.CertificateValues(found))
	if !all.Certificate.IsNull() && all.PrivateKey.IsNull() {
		return fmt.Errorf("certificate %q has a private key, and the API does not tell it: the API token may not see private keys", found.Name)
	}
	config.Certificate, config.Chain, config.PrivateKey = all.Certificate, all.Chain, all.PrivateKey
	return nil
}
