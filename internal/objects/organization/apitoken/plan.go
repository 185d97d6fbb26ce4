package apitoken

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// plan refuses an instant that has passed, warns of a token that has expired, and spares the
// one in use.
func plan(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	expires, planned := seconds(plan.ExpiresAt)
	now := time.Now().Unix()
	if prior == nil {
		if planned && expires <= now {
			return crud.At(path.Root("expires_at"), errPassed(plan.ExpiresAt))
		}
		return nil
	}
	if expired, set := seconds(prior.ExpiresAt); set && expired <= now {
		what := "It is replaced."
		if planned && expires <= now {
			what = "Set a later expires_at, and it is replaced."
		}
		crud.Warn(ctx, "API token has expired", fmt.Sprintf("API token %q (%s) has expired at %s: nothing accepts it any more. %s",
			prior.Name.ValueString(), prior.ID.ValueString(), prior.ExpiresAt.ValueString(), what))
		if !plan.ExpiresAt.Equal(prior.ExpiresAt) {
			crud.RequireReplace(ctx, path.Root("expires_at"))
		}
		return nil
	}
	if planned && expires <= now && !plan.ExpiresAt.Equal(prior.ExpiresAt) {
		return crud.At(path.Root("expires_at"), errPassed(plan.ExpiresAt))
	}
	if plan.ExpiresAt.IsNull() && !prior.ExpiresAt.IsNull() {
		crud.RequireReplace(ctx, path.Root("expires_at"))
	}
	return refuseOwn(ctx, api, prior, plan)
}

func errPassed(at types.String) error {
	return fmt.Errorf("%s has passed: the token would be of no use", at.ValueString())
}

// errOwn says that a change would end the work of the provider itself.
func errOwn(what string) error {
	return fmt.Errorf("this is the API token that the provider uses, and %s under its feet: do it with another token", what)
}

// refuseOwn refuses what would end or narrow the token that the provider uses.
func refuseOwn(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	at, what := plan.narrows(prior)
	if what == "" {
		return nil
	}
	own, err := api.APITokens.InUse(ctx, prior.ID.ValueString(), prior.Secret.ValueString())
	if err != nil || !own {
		return err
	}
	return crud.At(at, errOwn(what))
}

// narrows returns what a change takes from the users of a token, and its argument.
func (m *model) narrows(prior *model) (at path.Path, what string) {
	before, expired := seconds(prior.ExpiresAt)
	after, expires := seconds(m.ExpiresAt)
	addresses := attrs.SetTexts(m.AuthorizedIPAddresses)
	switch {
	case m.regenerates(prior):
		return path.Root("secret_version"), "its secret would end"
	case !m.Scopes.IsUnknown() && len(attrs.Without(attrs.SetTexts(prior.Scopes), attrs.SetTexts(m.Scopes))) > 0:
		return path.Root("scopes"), "it would lose scopes"
	case len(addresses) > 0 && (len(prior.AuthorizedIPAddresses.Elements()) == 0 || len(attrs.Without(attrs.SetTexts(prior.AuthorizedIPAddresses), addresses)) > 0):
		return path.Root("authorized_ip_addresses"), "its networks would be narrowed"
	case expires && (!expired || after < before):
		return path.Root("expires_at"), "it would end earlier"
	case m.ExpiresAt.IsNull() && expired:
		return path.Root("expires_at"), "it would be replaced"
	}
	return path.Empty(), ""
}

// seconds is an instant in Unix seconds, if it is set and known.
func seconds(instant types.String) (unix int64, set bool) {
	at, err := time.Parse(time.RFC3339, instant.ValueString())
	return at.Unix(), err == nil
}

// instant refuses what is no time in RFC 3339.
type instant struct{}

func (instant) Description(context.Context) string { return "must be a time in RFC 3339" }

func (i instant) MarkdownDescription(ctx context.Context) string { return i.Description(ctx) }

func (instant) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, ok := seconds(req.ConfigValue); !ok {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid time", fmt.Sprintf("%q is no time in RFC 3339, such as 2030-01-31T12:00:00Z.", req.ConfigValue.ValueString()))
	}
}

// sameInstant keeps how an instant is written.
type sameInstant struct{}

func (sameInstant) Description(context.Context) string { return "the same instant is no change" }

func (s sameInstant) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (sameInstant) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	before, was := seconds(req.StateValue)
	after, is := seconds(req.PlanValue)
	if was && is && before == after {
		resp.PlanValue = req.StateValue
	}
}

// addressOrNetwork refuses what is neither an IP address nor a network.
type addressOrNetwork struct{}

func (addressOrNetwork) Description(context.Context) string {
	return "must be an IP address or a network"
}

func (a addressOrNetwork) MarkdownDescription(ctx context.Context) string { return a.Description(ctx) }

func (addressOrNetwork) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	_, single := netip.ParseAddr(text)
	_, network := netip.ParsePrefix(text)
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || single == nil || network == nil {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid address", fmt.Sprintf("%q is neither an IP address nor a network, such as 192.0.2.0/24.", text))
}
