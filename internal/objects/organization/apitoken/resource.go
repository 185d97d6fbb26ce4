// Package apitoken manages katapult_api_token, makes tokens for a run, and finds existing
// ones.
package apitoken

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the API token.
var Object = crud.Object{
	Resource:    apiToken.New,
	DataSources: apiTokens.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
	Ephemerals:  []func() ephemeral.EphemeralResource{forTheRun.New},
}

const scopesIs = "What the token may do: scopes as in Katapult's documentation, such as `virtual_machines:read`. A token should have as few as it needs."

// secretVersion is the argument that asks for a new secret.
const secretVersion = attrs.Renewed("secret_version")

// idForm is what IDs look like. It is not documented what they begin with.
var idForm = regexp.MustCompile(`^[a-z]+_[A-Za-z0-9]{16}$`)

var apiToken = crud.Resource[*katapult.Client, model]{
	Type: "katapult_api_token",
	Schema: schema.Schema{
		MarkdownDescription: "An API token of the organization. The provider's own token needs the scope `api_tokens`.\n\n" +
			"The secret is in the state: keep that where only those can read it who may use the token. The ephemeral resource of the same name keeps no secret at all. " +
			"Katapult tells a secret once. An imported token has none until `secret_version` is set, which makes it a new one.\n\n" +
			"The token that the provider itself uses is neither deleted nor narrowed, and its secret not replaced: use another one for that.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the token."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the token.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"scopes": schema.SetAttribute{
				MarkdownDescription: scopesIs, Required: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), attrs.KnownElements()},
			},
			"authorized_ip_addresses": schema.SetAttribute{
				MarkdownDescription: "Addresses and networks that requests with the token may come from, such as `192.0.2.7` or `192.0.2.0/24`. Defaults to anywhere.",
				Optional:            true, ElementType: types.StringType,
				Validators: []validator.Set{attrs.KnownElements(), setvalidator.ValueStringsAre(addressOrNetwork{})},
			},
			"expires_at": schema.StringAttribute{
				MarkdownDescription: "When the token expires, in RFC 3339, such as `2030-01-31T12:00:00Z`. Defaults to never. Removing it forces a new resource, as does changing it once it has passed: " +
					"a plan warns of an expired token, and replaces it when this is later.",
				Optional:      true,
				Validators:    []validator.String{instant{}},
				PlanModifiers: []planmodifier.String{sameInstant{}},
			},
			"secret_version": schema.StringAttribute{
				MarkdownDescription: "Any text. Setting or changing it makes the token a new secret, in place; the one before ends at once.",
				Optional:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"secret": schema.StringAttribute{
				MarkdownDescription: "The secret that requests are sent with. Null for an imported token without `secret_version`.",
				Computed:            true, Sensitive: true,
				PlanModifiers: []planmodifier.String{secretVersion},
			},
			"organization_id": attrs.ComputedOnce("ID of the organization that the token belongs to."),
			"rate_limit": schema.Int64Attribute{
				MarkdownDescription: "How many requests a minute the token may make.", Computed: true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a name", Fits: func(written string) bool { return strings.TrimSpace(written) != "" && !idForm.MatchString(written) },
		Find: byName,
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	SecretVersion types.String   `tfsdk:"secret_version"`
	Secret        types.String   `tfsdk:"secret"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID                    types.String `tfsdk:"id"`
	Name                  types.String `tfsdk:"name"`
	Scopes                types.Set    `tfsdk:"scopes"`
	AuthorizedIPAddresses types.Set    `tfsdk:"authorized_ip_addresses"`
	ExpiresAt             types.String `tfsdk:"expires_at"`
	OrganizationID        types.String `tfsdk:"organization_id"`
	RateLimit             types.Int64  `tfsdk:"rate_limit"`
}

// fill keeps how an instant is written, and whether no addresses are null or empty.
func (m *attributes) fill(t katapult.APIToken) {
	m.ID, m.Name = types.StringValue(t.ID), types.StringValue(t.Name)
	m.Scopes = attrs.StringSet(attrs.Distinct(t.Scopes, func(s string) string { return s }))
	m.OrganizationID = types.StringPointerValue(t.OrganizationID)
	m.RateLimit = types.Int64Value(t.RateLimit)
	switch {
	case len(t.AuthorizedIPAddresses) > 0:
		m.AuthorizedIPAddresses = attrs.StringSet(attrs.Distinct(t.AuthorizedIPAddresses, func(s string) string { return s }))
	case m.AuthorizedIPAddresses.IsNull() || len(m.AuthorizedIPAddresses.Elements()) > 0:
		m.AuthorizedIPAddresses = types.SetNull(types.StringType)
	}
	switch at, known := seconds(m.ExpiresAt); {
	case t.ExpiresAt == nil:
		m.ExpiresAt = types.StringNull()
	case !known || at != *t.ExpiresAt:
		m.ExpiresAt = attrs.Time(*t.ExpiresAt)
	}
}

// fillSecret never replaces a secret by nothing: the API tells it once.
func (m *model) fillSecret(t katapult.APIToken) {
	if t.Secret != nil && *t.Secret != "" {
		m.Secret = types.StringValue(*t.Secret)
	}
}

func (m *model) arguments() katapult.APITokenArguments {
	a := katapult.APITokenArguments{
		Name: attrs.String(m.Name), Scopes: attrs.SetTexts(m.Scopes), AuthorizedIPAddresses: append([]string{}, attrs.SetTexts(m.AuthorizedIPAddresses)...),
	}
	if at, set := seconds(m.ExpiresAt); set {
		a.ExpiresAt = &at
	}
	return a
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	t, err := api.APITokens.Create(ctx, plan.arguments())
	if t.ID != "" {
		plan.Secret = types.StringNull()
		plan.fill(t)
		plan.fillSecret(t)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	t, err := api.APITokens.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(t)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if err := refuseOwn(ctx, api, prior, plan); err != nil {
		return err
	}
	if !plan.same(prior) {
		t, err := api.APITokens.Update(ctx, prior.ID.ValueString(), plan.arguments())
		if err != nil {
			return blame(err)
		}
		prior.fill(t)
		plan.fill(t)
	}
	if plan.regenerates(prior) {
		t, err := api.APITokens.RegenerateSecret(ctx, prior.ID.ValueString())
		if err != nil {
			return err
		}
		plan.fillSecret(t)
		return nil
	}
	plan.Secret = prior.Secret
	return nil
}

// same reports whether nothing changes that the API knows, besides the secret.
func (m *model) same(prior *model) bool {
	return m.Name.Equal(prior.Name) && m.Scopes.Equal(prior.Scopes) &&
		m.AuthorizedIPAddresses.Equal(prior.AuthorizedIPAddresses) && m.ExpiresAt.Equal(prior.ExpiresAt)
}

// regenerates reports whether the change makes a new secret.
func (m *model) regenerates(prior *model) bool {
	return secretVersion.IsAsked(prior.SecretVersion, m.SecretVersion)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	own, err := api.APITokens.InUse(ctx, state.ID.ValueString(), state.Secret.ValueString())
	if err != nil {
		return err
	}
	if own {
		return errOwn("it would be deleted")
	}
	return api.APITokens.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it names.
func blame(err error) error {
	argument := katapult.RefusedArgument(err, "name", "scopes", "authorized_ip_addresses", "expires_at")
	return crud.AtIf(argument != "", path.Root(argument), err)
}
