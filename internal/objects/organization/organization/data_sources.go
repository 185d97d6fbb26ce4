// Package organization finds organizations.
package organization

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the organization.
var Object = crud.Object{DataSources: slices.Concat(one.DataSources(), many.DataSources())}

var one = crud.Lookup[*katapult.Client, katapult.Organization, model]{
	Type: "katapult_organization", Noun: "organization",
	Keys: []crud.Key[*katapult.Client, katapult.Organization]{
		{
			Name: "id", Description: "ID of the organization", Value: func(o katapult.Organization) string { return o.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.Organization, error) {
				found, err := api.Organizations.Get(ctx, id)
				return found, blame("id", err)
			},
		},
		{
			Name: "sub_domain", Description: "Sub-domain of the organization", Value: func(o katapult.Organization) string { return o.SubDomain },
			Get: func(ctx context.Context, api *katapult.Client, subDomain string) (katapult.Organization, error) {
				found, err := api.Organizations.GetBySubDomain(ctx, subDomain)
				return found, blame("sub_domain", err)
			},
		},
		{Name: "name", Description: "Exact name of the organization", Value: func(o katapult.Organization) string { return o.Name }},
	},
	Default: func(ctx context.Context, api *katapult.Client) (katapult.Organization, error) {
		return api.Organizations.Get(ctx, "")
	},
	DefaultIs: "the provider's `organization`",
	List:      list,
	Complete: func(ctx context.Context, api *katapult.Client, row katapult.Organization) (katapult.Organization, error) {
		found, err := api.Organizations.Get(ctx, row.ID)
		return found, blame("name", err)
	},
	Attributes: attrs.With(row, map[string]schema.Attribute{
		"currency": attrs.ComputedString("ISO code of the currency that the organization is billed in, such as `GBP`."),
		"billing": schema.SingleNestedAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Whom bills are addressed to. These are personal data: they are in the state, and Terraform does not show them.",
			Attributes: map[string]schema.Attribute{
				"name":               attrs.ComputedString("Name on bills. Null if there is none."),
				"address":            schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Lines of the address."},
				"postcode":           attrs.ComputedString("Postcode. Null if there is none."),
				"country_id":         attrs.ComputedString("ID of the country. Null if there is none."),
				"country_name":       attrs.ComputedString("Name of the country. Null if there is none."),
				"country_state_name": attrs.ComputedString("Name of the state of the country. Null if there is none."),
				"vat_number":         attrs.ComputedString("VAT number. Null if there is none."),
				"phone_number":       attrs.ComputedString("Phone number. Null if there is none."),
			},
		},
	}),
	Fill: (*model).fill,
}

var many = crud.Lookup[*katapult.Client, katapult.Organization, rowModel]{
	Plural: "katapult_organizations", Rows: "organizations", Noun: "organization",
	Lists: "Lists the organizations that the API token has access to. It needs the scope `organizations:read`.",
	List:  list, Name: func(o katapult.Organization) string { return o.Name },
	Attributes: row, Fill: (*rowModel).fill,
}

// row are the attributes that the list tells.
var row = map[string]schema.Attribute{
	"id":                    attrs.ComputedString("ID of the organization."),
	"name":                  attrs.ComputedString("Name of the organization."),
	"sub_domain":            attrs.ComputedString("Sub-domain of the organization."),
	"infrastructure_domain": attrs.ComputedString("Domain that host names of the organization's machines end in."),
	"created_at":            attrs.ComputedString("When the organization was created, in RFC 3339."),
	"activated_at":          attrs.ComputedString("When the organization was activated, in RFC 3339. Null until then."),
	"suspended":             attrs.ComputedBool("Whether the organization is suspended."),
	"managed":               attrs.ComputedBool("Whether another organization manages it and pays for it."),
}

func list(ctx context.Context, api *katapult.Client) ([]katapult.Organization, error) {
	return api.Organizations.List(ctx)
}

// blame shows an error at the argument that names the organization.
func blame(argument string, err error) error {
	return crud.AtIf(katapult.RefusesOrganization(err), path.Root(argument), err)
}

type rowModel struct {
	ID                   types.String `tfsdk:"id"`
	Name                 types.String `tfsdk:"name"`
	SubDomain            types.String `tfsdk:"sub_domain"`
	InfrastructureDomain types.String `tfsdk:"infrastructure_domain"`
	CreatedAt            types.String `tfsdk:"created_at"`
	ActivatedAt          types.String `tfsdk:"activated_at"`
	Suspended            types.Bool   `tfsdk:"suspended"`
	Managed              types.Bool   `tfsdk:"managed"`
}

func (m *rowModel) fill(o katapult.Organization) {
	m.ID = types.StringValue(o.ID)
	m.Name = types.StringValue(o.Name)
	m.SubDomain = types.StringValue(o.SubDomain)
	m.InfrastructureDomain = types.StringValue(o.InfrastructureDomain)
	m.CreatedAt = attrs.Time(o.CreatedAt)
	m.ActivatedAt = types.StringNull()
	if o.ActivatedAt != nil {
		m.ActivatedAt = attrs.Time(*o.ActivatedAt)
	}
	m.Suspended = types.BoolValue(o.Suspended)
	m.Managed = types.BoolValue(o.Managed)
}

type model struct {
	rowModel

	Currency types.String `tfsdk:"currency"`
	Billing  *billing     `tfsdk:"billing"`
}

type billing struct {
	Name             types.String   `tfsdk:"name"`
	Address          []types.String `tfsdk:"address"`
	Postcode         types.String   `tfsdk:"postcode"`
	CountryID        types.String   `tfsdk:"country_id"`
	CountryName      types.String   `tfsdk:"country_name"`
	CountryStateName types.String   `tfsdk:"country_state_name"`
	VATNumber        types.String   `tfsdk:"vat_number"`
	PhoneNumber      types.String   `tfsdk:"phone_number"`
}

func (m *model) fill(o katapult.Organization) {
	m.rowModel.fill(o)
	m.Currency = types.StringValue(o.Currency.ISOCode)
	b := billing{
		Name: types.StringPointerValue(o.BillingName), Address: []types.String{}, Postcode: types.StringPointerValue(o.Postcode),
		VATNumber: types.StringPointerValue(o.VATNumber), PhoneNumber: types.StringPointerValue(o.PhoneNumber),
	}
	for _, line := range []*string{o.Address1, o.Address2, o.Address3, o.Address4} {
		if line != nil && *line != "" {
			b.Address = append(b.Address, types.StringValue(*line))
		}
	}
	if o.Country != nil {
		b.CountryID, b.CountryName = types.StringValue(o.Country.ID), types.StringValue(o.Country.Name)
	}
	if o.CountryState != nil {
		b.CountryStateName = types.StringValue(o.CountryState.Name)
	}
	m.Billing = &b
}
