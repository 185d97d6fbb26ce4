package sshkey

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/katapult"
)

// publicKey refuses what is no public key.
type publicKey struct{}

func (publicKey) Description(context.Context) string { return "must be a public SSH key" }

func (p publicKey) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (publicKey) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	_, err := katapult.ParsePublicKey(req.ConfigValue.ValueString())
	if err == nil {
		return
	}
	why := err.Error()
	why = strings.ToUpper(why[:1]) + why[1:] + "."
	switch {
	case errors.Is(err, katapult.ErrPrivateKey):
		// Terraform prints the line of an attribute that is to blame.
		resp.Diagnostics.AddError("Private key in "+req.Path.String(), why)
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid public key", why)
	}
}

// sameKey keeps the text of a key whose comment or white space changes. It replaces another
// key, and nothing else.
type sameKey struct{}

func (sameKey) Description(context.Context) string { return "another key forces a new resource" }

func (s sameKey) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (sameKey) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	switch {
	case req.Plan.Raw.IsNull():
	case req.State.Raw.IsNull():
		if req.ConfigValue.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path, "Missing public key",
				"A new key needs its text, such as file(\"~/.ssh/id_ed25519.pub\"). Katapult does not tell that of the key that it replaces, if there is one.")
		}
	case req.ConfigValue.IsNull():
		resp.PlanValue = req.StateValue
	case req.ConfigValue.IsUnknown():
		resp.RequiresReplace = true
	default:
		compareKeys(ctx, req, resp)
	}
}

// compareKeys compares a configured key with the one of the state. An imported key has a
// fingerprint and no text.
func compareKeys(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	configured, err := katapult.ParsePublicKey(req.ConfigValue.ValueString())
	if err != nil {
		return // the validator has said so
	}
	if !req.StateValue.IsNull() {
		prior, err := katapult.ParsePublicKey(req.StateValue.ValueString())
		if err == nil && prior.Equal(configured) {
			resp.PlanValue = req.StateValue
			return
		}
		resp.RequiresReplace = true
		return
	}
	var fingerprint types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("fingerprint"), &fingerprint)...)
	switch configured.Compare(fingerprint.ValueString()) {
	case katapult.Differs:
		resp.RequiresReplace = true
	case katapult.Incomparable:
		resp.Diagnostics.AddAttributeWarning(req.Path, "Unverified public key",
			"Katapult's fingerprint of the key has an unknown form, so nothing shows whether this is its text. It is taken for that.")
	case katapult.Equals:
	}
}
