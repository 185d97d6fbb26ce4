// Package countrystate finds the states that some countries consist of.
package countrystate

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the state of a country.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New, many.New}}

const countryForms = "an ISO code of two or three letters, such as `US`, or an ID."

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_country_state",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one state of a country, by its ID or by its country and its name.",
		Attributes: map[string]schema.Attribute{
			"id":         attrs.SearchKey("ID of the state. Either this, or `country` and `name` have to be set."),
			"country":    attrs.OptionalString("The country in which to look for the name: " + countryForms + " It needs `name`, too."),
			"name":       attrs.SearchKey("Exact name of the state, such as `California`. It needs `country`, too."),
			"code":       attrs.ComputedString("Code of the state, such as `CA`."),
			"country_id": attrs.ComputedString("ID of the country that the state is in."),
		},
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name")),
		datasourcevalidator.RequiredTogether(path.MatchRoot("name"), path.MatchRoot("country")),
	},
	Read: find,
}

type model struct {
	ID        types.String `tfsdk:"id"`
	Country   types.String `tfsdk:"country"`
	Name      types.String `tfsdk:"name"`
	Code      types.String `tfsdk:"code"`
	CountryID types.String `tfsdk:"country_id"`
}

func find(ctx context.Context, api *katapult.Client, config *model) error {
	list := func(ctx context.Context) ([]katapult.CountryState, error) { return listOf(ctx, api, config.Country) }
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.CountryStates.Get),
		crud.ByListing("name", config.Name, list, func(s katapult.CountryState) (name, id string) { return s.Name, s.ID }))
	if err == nil && found.Country.ID == "" { // rows of the list have neither code nor country
		found, err = api.CountryStates.Get(ctx, found.ID)
	}
	if err != nil {
		return err
	}
	config.ID = types.StringValue(found.ID)
	config.Name = types.StringValue(found.Name)
	config.Code = types.StringValue(found.Code)
	config.CountryID = types.StringValue(found.Country.ID)
	return nil
}

// listOf blames the country if there is none.
func listOf(ctx context.Context, api *katapult.Client, country types.String) ([]katapult.CountryState, error) {
	states, err := api.CountryStates.ListOf(ctx, country.ValueString())
	if errors.Is(err, katapult.ErrNotFound) {
		err = crud.At(path.Root("country"), err)
	}
	return states, err
}

var many = crud.DataSource[*katapult.Client, listed]{
	Type: "katapult_country_states",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the states of a country. Their codes are in the data source `katapult_country_state` alone.",
		Attributes: map[string]schema.Attribute{
			"country": schema.StringAttribute{
				Required: true, MarkdownDescription: "The country: " + countryForms, Validators: []validator.String{attrs.NotBlankIfSet()},
			},
			"name_prefix": attrs.OptionalString("Only states whose name begins with this. Defaults to all states."),
			"country_states": attrs.NestedList("The states.", map[string]schema.Attribute{
				"id":   attrs.ComputedString("ID of the state."),
				"name": attrs.ComputedString("Name of the state."),
			}),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *listed) error {
		states, err := listOf(ctx, api, config.Country)
		config.States = crud.Rows(states, func(s katapult.CountryState) bool { return crud.HasPrefix(s.Name, config.NamePrefix) },
			func(r *row, s katapult.CountryState) {
				r.ID, r.Name = types.StringValue(s.ID), types.StringValue(s.Name)
			})
		return err
	},
}

type listed struct {
	Country    types.String `tfsdk:"country"`
	NamePrefix types.String `tfsdk:"name_prefix"`
	States     []row        `tfsdk:"country_states"`
}

type row struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}
