package apitoken

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

const defaultTTL = time.Hour

var forTheRun = crud.EphemeralResource[*katapult.Client, temporary]{
	Type: "katapult_api_token",
	Schema: schema.Schema{
		MarkdownDescription: "Makes an API token for a run of Terraform, and deletes it when the run ends. Its secret is in no plan and in no state: " +
			"it serves another provider block, a provisioner, or a write-only argument. A plan and its apply have a token each. If a run is killed, the token expires by itself.\n\n" +
			"The provider's own token needs the scope `api_tokens`. Ephemeral resources need Terraform 1.10 or later.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the token.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"scopes": schema.SetAttribute{
				MarkdownDescription: scopesIs, Required: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), attrs.KnownElements()},
			},
			"authorized_ip_addresses": schema.SetAttribute{
				MarkdownDescription: "Addresses and networks that requests with the token may come from. Defaults to anywhere.",
				Optional:            true, ElementType: types.StringType,
				Validators: []validator.Set{attrs.KnownElements(), setvalidator.ValueStringsAre(addressOrNetwork{})},
			},
			"ttl": schema.StringAttribute{
				MarkdownDescription: "How long the token is valid if nothing deletes it, such as `30m`. It has to be longer than the run. Defaults to `1h`.",
				Optional:            true, Validators: []validator.String{attrs.NotBlank(), period{}},
			},
			"id":         schema.StringAttribute{MarkdownDescription: "ID of the token.", Computed: true},
			"secret":     schema.StringAttribute{MarkdownDescription: "The secret that requests are sent with.", Computed: true, Sensitive: true},
			"expires_at": schema.StringAttribute{MarkdownDescription: "When the token expires, in RFC 3339.", Computed: true},
		},
	},
	Open: open, Close: closeToken,
}

type temporary struct {
	Name                  types.String `tfsdk:"name"`
	Scopes                types.Set    `tfsdk:"scopes"`
	AuthorizedIPAddresses types.Set    `tfsdk:"authorized_ip_addresses"`
	TTL                   types.String `tfsdk:"ttl"`
	ID                    types.String `tfsdk:"id"`
	Secret                types.String `tfsdk:"secret"`
	ExpiresAt             types.String `tfsdk:"expires_at"`
}

// idKey is where Close finds the token that Open has made.
const idKey = "api_token_id"

func open(ctx context.Context, api *katapult.Client, config *temporary) error {
	ttl := defaultTTL
	if given, err := time.ParseDuration(config.TTL.ValueString()); err == nil {
		ttl = given
	}
	expires := time.Now().Add(ttl).Unix()
	t, err := api.APITokens.Create(ctx, katapult.APITokenArguments{
		Name: attrs.String(config.Name), Scopes: attrs.SetTexts(config.Scopes),
		AuthorizedIPAddresses: append([]string{}, attrs.SetTexts(config.AuthorizedIPAddresses)...), ExpiresAt: &expires,
	})
	if err == nil {
		err = crud.PrivateState(ctx).Set(idKey, t.ID)
	}
	if err != nil {
		if t.ID != "" { // nothing would close it
			ctx, cancel := katapult.WithGrace(ctx)
			defer cancel()
			err = errors.Join(err, deleted(api.APITokens.Delete(ctx, t.ID)))
		}
		return blame(err)
	}
	config.ID, config.Secret, config.ExpiresAt = types.StringValue(t.ID), types.StringPointerValue(t.Secret), attrs.Time(expires)
	return nil
}

func closeToken(ctx context.Context, api *katapult.Client) error {
	var tokenID string
	if found, err := crud.PrivateState(ctx).Get(idKey, &tokenID); err != nil || !found {
		return err
	}
	if err := deleted(api.APITokens.Delete(ctx, tokenID)); err != nil {
		return fmt.Errorf("API token %s is left over until it expires: %w", tokenID, err)
	}
	return nil
}

// deleted takes a token that is gone already for deleted.
func deleted(err error) error {
	if errors.Is(err, katapult.ErrNotFound) {
		return nil
	}
	return err
}

// period refuses what is no duration of at least a minute.
type period struct{}

func (period) Description(context.Context) string { return "must be a duration of at least a minute" }

func (p period) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (period) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if ttl, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || ttl < time.Minute {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration", fmt.Sprintf("%q is no duration of at least a minute, such as \"30m\".", req.ConfigValue.ValueString()))
	}
}
