package apitoken

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var apiTokens = crud.Lookup[*katapult.Client, katapult.APIToken, row]{
	Plural: "katapult_api_tokens", Rows: "api_tokens", Noun: "API token", Short: "token",
	Lists: "Lists the API tokens of the organization, without their secrets.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.APIToken, error) {
		return api.APITokens.List(ctx)
	},
	Name: func(t katapult.APIToken) string { return t.Name },
	Attributes: map[string]schema.Attribute{
		"id":                      attrs.ComputedString("ID of the token."),
		"name":                    attrs.ComputedString("Name of the token."),
		"scopes":                  attrs.ComputedStringSet("What the token may do."),
		"authorized_ip_addresses": attrs.ComputedStringSet("Addresses and networks that requests may come from. Null for anywhere."),
		"expires_at":              attrs.ComputedString("When the token expires, in RFC 3339. Null for never."),
		"organization_id":         attrs.ComputedString("ID of the organization that the token belongs to."),
		"rate_limit":              attrs.ComputedInt64("How many requests a minute the token may make."),
	},
	Fill: (*row).fill,
}

var listing = crud.ListOf(apiTokens, apiToken, func(m *model, t katapult.APIToken) { m.fill(t) })

// row is a token in a list. The zero value of a set has no type, and that of a slice has.
type row struct {
	ID                    types.String   `tfsdk:"id"`
	Name                  types.String   `tfsdk:"name"`
	Scopes                []types.String `tfsdk:"scopes"`
	AuthorizedIPAddresses []types.String `tfsdk:"authorized_ip_addresses"`
	ExpiresAt             types.String   `tfsdk:"expires_at"`
	OrganizationID        types.String   `tfsdk:"organization_id"`
	RateLimit             types.Int64    `tfsdk:"rate_limit"`
}

func (m *row) fill(t katapult.APIToken) {
	var a attributes
	a.fill(t)
	*m = row{
		ID: a.ID, Name: a.Name, Scopes: texts(a.Scopes), AuthorizedIPAddresses: texts(a.AuthorizedIPAddresses),
		ExpiresAt: a.ExpiresAt, OrganizationID: a.OrganizationID, RateLimit: a.RateLimit,
	}
}

// texts are the elements of a set, nil for null.
func texts(set types.Set) []types.String {
	var all []types.String
	for _, text := range attrs.SetTexts(set) {
		all = append(all, types.StringValue(text))
	}
	return all
}

// byName finds a token for an import.
func byName(ctx context.Context, api *katapult.Client, name string) ([]string, error) {
	all, err := api.APITokens.List(ctx)
	if err != nil {
		return nil, err
	}
	found, err := crud.One(all, path.Root("name"), name, func(t katapult.APIToken) (name, id string) { return t.Name, t.ID })
	if err != nil {
		return nil, errors.New(err.Error()) // an import has no argument to blame
	}
	return []string{found.ID}, nil
}
