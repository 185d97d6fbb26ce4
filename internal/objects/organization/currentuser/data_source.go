// Package currentuser reads whom the provider's token belongs to.
package currentuser

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the current user.
var Object = crud.Object{DataSources: []func() datasource.DataSource{current.New}}

var current = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_current_user",
	Schema: schema.Schema{
		MarkdownDescription: "Reads whom the provider's API token belongs to. Tokens of an organization belong to nobody: then `associated` is false, and that is no error.",
		Attributes: map[string]schema.Attribute{
			"associated":   attrs.ComputedBool("Whether the token belongs to a user."),
			"id":           attrs.ComputedString("ID of the user. Null without one."),
			"first_name":   attrs.PersonalString("First name of the user. Null without one."),
			"last_name":    attrs.PersonalString("Last name of the user. Null without one."),
			"avatar_url":   attrs.PersonalString("Address of the user's picture. Null without one."),
			"api_token_id": attrs.ComputedString("ID of the API token. Null for the token of an organization, which Katapult does not tell."),
			"organizations": attrs.NestedList("Organizations that the token has access to. Empty for the token of an organization.", map[string]schema.Attribute{
				"id":         attrs.ComputedString("ID of the organization."),
				"name":       attrs.ComputedString("Name of the organization."),
				"sub_domain": attrs.ComputedString("Sub-domain of the organization."),
			}),
		},
	},
	Read: read,
}

type model struct {
	Associated    types.Bool     `tfsdk:"associated"`
	ID            types.String   `tfsdk:"id"`
	FirstName     types.String   `tfsdk:"first_name"`
	LastName      types.String   `tfsdk:"last_name"`
	AvatarURL     types.String   `tfsdk:"avatar_url"`
	APITokenID    types.String   `tfsdk:"api_token_id"`
	Organizations []organization `tfsdk:"organizations"`
}

type organization struct {
	ID        types.String `tfsdk:"id"`
	Name      types.String `tfsdk:"name"`
	SubDomain types.String `tfsdk:"sub_domain"`
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	now, err := api.Users.Current(ctx)
	if err != nil {
		return err
	}
	config.Associated = types.BoolValue(now.User != nil)
	if u := now.User; u != nil {
		config.ID, config.FirstName, config.LastName = types.StringValue(u.ID), types.StringValue(u.FirstName), types.StringValue(u.LastName)
		config.AvatarURL = types.StringValue(u.AvatarURL)
	}
	config.APITokenID = types.StringPointerValue(now.APITokenID)
	config.Organizations = crud.Rows(now.Organizations, func(katapult.Organization) bool { return true }, func(r *organization, o katapult.Organization) {
		r.ID, r.Name, r.SubDomain = types.StringValue(o.ID), types.StringValue(o.Name), types.StringValue(o.SubDomain)
	})
	return nil
}
