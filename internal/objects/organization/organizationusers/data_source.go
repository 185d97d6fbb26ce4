// Package organizationusers lists the users with access to an organization.
package organizationusers

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the users of an organization.
var Object = crud.Object{DataSources: []func() datasource.DataSource{users.New}}

var users = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_organization_users",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the users who have any access to an organization. Their names are personal data: they are in the state, and Terraform does not show them. " +
			"Katapult tells neither e-mail addresses nor roles, and users are invited and removed in its console alone. The API token needs the scope `organizations:read`.",
		Attributes: map[string]schema.Attribute{
			"id":           attrs.ComputedString("The same as `organization`."),
			"organization": attrs.Organization(),
			"users": attrs.NestedList("The users.", map[string]schema.Attribute{
				"id":         attrs.ComputedString("ID of the user."),
				"first_name": attrs.PersonalString("First name of the user."),
				"last_name":  attrs.PersonalString("Last name of the user."),
				"avatar_url": attrs.PersonalString("Address of the user's picture."),
			}),
		},
	},
	Read: read,
}

type model struct {
	ID           types.String `tfsdk:"id"`
	Organization types.String `tfsdk:"organization"`
	Users        []user       `tfsdk:"users"`
}

type user struct {
	ID        types.String `tfsdk:"id"`
	FirstName types.String `tfsdk:"first_name"`
	LastName  types.String `tfsdk:"last_name"`
	AvatarURL types.String `tfsdk:"avatar_url"`
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	organization := cmp.Or(config.Organization.ValueString(), api.Organization())
	all, err := api.Users.ListOf(ctx, config.Organization.ValueString())
	if err != nil {
		return crud.AtIf(katapult.RefusesOrganization(err), path.Root("organization"), fmt.Errorf("organization %q: %w", organization, err))
	}
	config.ID, config.Organization = types.StringValue(organization), types.StringValue(organization)
	config.Users = crud.Rows(all, func(katapult.User) bool { return true }, func(r *user, u katapult.User) {
		r.ID, r.FirstName, r.LastName = types.StringValue(u.ID), types.StringValue(u.FirstName), types.StringValue(u.LastName)
		r.AvatarURL = types.StringValue(u.AvatarURL)
	})
	return nil
}
