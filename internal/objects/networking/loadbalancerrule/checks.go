package loadbalancerrule

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var alsoCheckEnabled = stringvalidator.AlsoRequires(path.MatchRoot("check_enabled"))

// count is a number of a check.
func count(description string, standard int64) schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: fmt.Sprintf("%s Defaults to `%d`.", description, standard), Optional: true, Computed: true,
		Default:    int64default.StaticInt64(standard),
		Validators: []validator.Int64{int64validator.AtLeast(1), int64validator.AlsoRequires(path.MatchRoot("check_enabled"))},
	}
}

// text, number and truth are what a client sends: nil for null, unknown and unchanged
// values.
func text(value, prior types.String) *string {
	if value.IsUnknown() || value.Equal(prior) {
		return nil
	}
	return value.ValueStringPointer()
}

func number(value, prior types.Int64) *int64 {
	if value.IsUnknown() || value.Equal(prior) {
		return nil
	}
	return value.ValueInt64Pointer()
}

func truth(value, prior types.Bool) *bool {
	if value.IsUnknown() || value.Equal(prior) {
		return nil
	}
	return value.ValueBoolPointer()
}

// defaultUnlessAbsent is the default of an attribute that Katapult may have nothing for:
// then that stays, as nothing has asked for more.
type defaultUnlessAbsent struct {
	value string
	// ofHTTP says that the attribute belongs to HTTP checks. Any value of it stays with a
	// TCP check.
	ofHTTP bool
}

func (d defaultUnlessAbsent) Description(context.Context) string {
	return fmt.Sprintf("defaults to %q", d.value)
}

func (d defaultUnlessAbsent) MarkdownDescription(ctx context.Context) string {
	return d.Description(ctx)
}

func (d defaultUnlessAbsent) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	resp.PlanValue = types.StringValue(d.value)
	if req.State.Raw.IsNull() || req.StateValue.IsNull() {
		return
	}
	planned, prior := d.checkProtocol(ctx, req, &resp.Diagnostics)
	switch becomesHTTP := planned.ValueString() == http && prior.ValueString() != http; {
	case d.ofHTTP && planned.IsUnknown():
		resp.PlanValue = types.StringUnknown()
	case d.ofHTTP && planned.ValueString() == tcp, req.StateValue.ValueString() == "" && (!d.ofHTTP || !becomesHTTP):
		resp.PlanValue = req.StateValue
	}
}

// checkProtocol is the protocol of the check that a plan has, and that of the state.
func (defaultUnlessAbsent) checkProtocol(ctx context.Context, req planmodifier.StringRequest, diagnostics *diag.Diagnostics) (planned, prior types.String) {
	diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("check_protocol"), &planned)...)
	diagnostics.Append(req.State.GetAttribute(ctx, path.Root("check_protocol"), &prior)...)
	switch {
	case !planned.IsNull():
		return planned, prior
	case prior.ValueString() == "":
		return prior, prior
	}
	return types.StringValue(http), prior
}

// fittingProtocols refuses what does not belong to the protocols of a rule and its check.
// What is not known yet is left to Katapult.
type fittingProtocols struct{}

func (fittingProtocols) Description(context.Context) string {
	return "certificates belong to HTTPS, and paths and statuses to HTTP checks"
}

func (f fittingProtocols) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (fittingProtocols) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	refuse := func(argument, summary, detail string) {
		resp.Diagnostics.AddAttributeError(path.Root(argument), summary, detail)
	}
	if protocol := config.Protocol; !protocol.IsNull() && !protocol.IsUnknown() && protocol.ValueString() != https {
		if len(config.CertificateIDs.Elements()) > 0 {
			refuse("certificate_ids", "Certificates without HTTPS", fmt.Sprintf("Certificates need protocol = \"HTTPS\", and it is %s.", protocol))
		}
		if config.PassthroughSSL.ValueBool() {
			refuse("passthrough_ssl", "Passthrough without HTTPS", fmt.Sprintf("It needs protocol = \"HTTPS\", and that is %s.", protocol))
		}
	}
	if config.CheckProtocol.ValueString() == tcp {
		for argument, value := range map[string]types.String{"check_path": config.CheckPath, "check_http_statuses": config.CheckHTTPStatuses} {
			if !value.IsNull() && !value.IsUnknown() {
				refuse(argument, "Argument of an HTTP check", fmt.Sprintf("A TCP check has no %s: leave it out, or set check_protocol = \"HTTP\".", argument))
			}
		}
	}
	unencrypted := config.CertificateIDs.IsNull() || !config.CertificateIDs.IsUnknown() && len(config.CertificateIDs.Elements()) == 0
	if config.Protocol.ValueString() == https && unencrypted && !config.PassthroughSSL.IsUnknown() && !config.PassthroughSSL.ValueBool() {
		resp.Diagnostics.AddAttributeWarning(path.Root("protocol"), "HTTPS without certificates",
			"Clients cannot connect: set certificate_ids, or passthrough_ssl = true if the machines have the certificates.")
	}
}

// fittingTimes warns of checks that overlap.
type fittingTimes struct{}

func (fittingTimes) Description(context.Context) string {
	return "a check should end before the next"
}

func (f fittingTimes) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (fittingTimes) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	times := map[string]int64{"check_interval": 20, "check_timeout": 5}
	for argument := range times {
		var value types.Int64
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(argument), &value)...)
		if value.IsUnknown() {
			return
		}
		if !value.IsNull() {
			times[argument] = value.ValueInt64()
		}
	}
	if times["check_timeout"] > times["check_interval"] {
		resp.Diagnostics.AddAttributeWarning(path.Root("check_timeout"), "Checks overlap",
			fmt.Sprintf("A check can take %d seconds, and the next begins after %d.", times["check_timeout"], times["check_interval"]))
	}
}
