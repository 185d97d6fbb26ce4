package managedorganization

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var many = crud.Lookup[*katapult.Client, katapult.Organization, row]{
	Plural: "katapult_managed_organizations", Rows: "organizations", Noun: "managed organization", Short: "organization",
	Lists: "Lists the organizations that the provider's `organization` manages. The API token needs the scope `managed_organizations`.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.Organization, error) {
		return api.ManagedOrganizations.List(ctx)
	},
	Name: func(o katapult.Organization) string { return o.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.Organization]{{
		Name: "annotation", Description: "Only organizations with this annotation, as `KEY=VALUE`. Defaults to all organizations.", Match: annotated,
	}},
	Attributes: map[string]schema.Attribute{
		"id":                    attrs.ComputedString("ID of the organization."),
		"name":                  attrs.ComputedString("Name of the organization."),
		"sub_domain":            attrs.ComputedString("Sub-domain of the organization."),
		"infrastructure_domain": attrs.ComputedString("Domain that host names of the organization's machines end in."),
		"created_at":            attrs.ComputedString("When the organization was created, in RFC 3339."),
	},
	Fill: (*row).fill,
}

type row struct {
	ID                   types.String `tfsdk:"id"`
	Name                 types.String `tfsdk:"name"`
	SubDomain            types.String `tfsdk:"sub_domain"`
	InfrastructureDomain types.String `tfsdk:"infrastructure_domain"`
	CreatedAt            types.String `tfsdk:"created_at"`
}

func (m *row) fill(o katapult.Organization) {
	m.ID, m.Name, m.SubDomain = types.StringValue(o.ID), types.StringValue(o.Name), types.StringValue(o.SubDomain)
	m.InfrastructureDomain, m.CreatedAt = types.StringValue(o.InfrastructureDomain), attrs.Time(o.CreatedAt)
}

// annotated lets organizations through that have an annotation.
func annotated(ctx context.Context, api *katapult.Client, annotation string) (func(katapult.Organization) bool, error) {
	key, value, ok := strings.Cut(annotation, "=")
	if !ok || key == "" {
		return nil, fmt.Errorf("%q is not of the form KEY=VALUE", annotation)
	}
	all, err := api.ManagedOrganizations.ListAnnotated(ctx, key, value)
	ids := map[string]bool{}
	for _, o := range all {
		ids[o.ID] = true
	}
	return func(o katapult.Organization) bool { return ids[o.ID] }, err
}

// listing is what terraform query lists.
var listing = func() crud.List[*katapult.Client, types.Object, katapult.Organization, model] {
	l := crud.ListOf(many, managed, (*model).fillRow)
	l.Complete = read
	return l
}()
