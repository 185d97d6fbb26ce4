package dnszone

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

var verify = crud.Action[*katapult.Client, verification]{
	Type: "katapult_dns_zone_verify",
	Schema: schema.Schema{
		MarkdownDescription: "Makes Katapult verify a DNS zone: it looks whether the domain is delegated to its nameservers, or has the TXT record that the console shows. Actions need Terraform 1.14 or later.\n\n" +
			"Nothing can depend on an action: `katapult_dns_zone_verification` is the resource that other resources can wait for.",
		Attributes: map[string]schema.Attribute{
			"dns_zone_id": schema.StringAttribute{
				MarkdownDescription: "ID of the zone.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"timeout": schema.StringAttribute{
				MarkdownDescription: "How long to try again, such as `15m`. Defaults to one attempt.", Optional: true,
				Validators: []validator.String{attrs.Duration()},
			},
		},
	},
	Timeout: 24 * time.Hour, // the argument bounds it
	Invoke:  invoke,
}

type verification struct {
	DNSZoneID types.String `tfsdk:"dns_zone_id"`
	Timeout   types.String `tfsdk:"timeout"`
}

func invoke(ctx context.Context, api *katapult.Client, config verification, progress func(string)) error {
	attempt := api.DNSZones.Verify
	if limit, err := time.ParseDuration(config.Timeout.ValueString()); err == nil {
		bounded, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("it took longer than the timeout of %s", limit))
		defer cancel()
		ctx, attempt = bounded, api.DNSZones.WaitVerified
		progress("verifying DNS zone " + config.DNSZoneID.ValueString())
	}
	verified, err := attempt(ctx, config.DNSZoneID.ValueString())
	if err != nil {
		return crud.At(path.Root("dns_zone_id"), err)
	}
	progress(fmt.Sprintf("DNS zone %s (%s) is verified", verified.Name, verified.ID))
	return nil
}
