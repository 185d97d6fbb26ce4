package certificate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

const issueTime = 10 * time.Minute

var reissue = crud.Action[*katapult.Client, reissuing]{
	Type: "katapult_certificate_reissue",
	Schema: schema.Schema{
		MarkdownDescription: "Issues a certificate again, with a new private key, and waits for it. Load balancers that use it get the new one. A custom certificate cannot be issued again. Actions need Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": schema.StringAttribute{
				MarkdownDescription: "ID of the certificate.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"timeout": schema.StringAttribute{
				MarkdownDescription: "How long to wait for the certificate, such as `30s` or `1h`. Defaults to `10m`.", Optional: true,
				Validators: []validator.String{attrs.Duration()},
			},
		},
	},
	Timeout: 24 * time.Hour, // the argument bounds it
	Invoke: func(ctx context.Context, api *katapult.Client, config reissuing, progress func(string)) error {
		limit := issueTime
		if given, err := time.ParseDuration(config.Timeout.ValueString()); err == nil {
			limit = given
		}
		ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("it took longer than the timeout of %s", limit))
		defer cancel()
		progress("issuing certificate " + config.CertificateID.ValueString())
		issued, err := api.Certificates.Reissue(ctx, config.CertificateID.ValueString())
		if err != nil {
			return crud.At(path.Root("certificate_id"), err)
		}
		progress(fmt.Sprintf("certificate %s (%s) is issued", issued.Name, issued.ID))
		return nil
	},
}

type reissuing struct {
	CertificateID types.String `tfsdk:"certificate_id"`
	Timeout       types.String `tfsdk:"timeout"`
}

var resetToken = crud.Action[*katapult.Client, resetting]{
	Type: "katapult_certificate_reset_token",
	Schema: schema.Schema{
		MarkdownDescription: "Gives a certificate another `certificate_api_url`, from which its private key can be read. The one before ends at once. Actions need Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": schema.StringAttribute{
				MarkdownDescription: "ID of the certificate.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
		},
	},
	Invoke: func(ctx context.Context, api *katapult.Client, config resetting, progress func(string)) error {
		if err := api.Certificates.ResetToken(ctx, config.CertificateID.ValueString()); err != nil {
			return crud.At(path.Root("certificate_id"), err)
		}
		progress("certificate " + config.CertificateID.ValueString() + " has another URL")
		return nil
	},
}

type resetting struct {
	CertificateID types.String `tfsdk:"certificate_id"`
}
