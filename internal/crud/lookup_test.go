package crud_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/rest"
)

// city is an object of a made-up API.
type city struct{ id, name, country string }

type cityModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

// cities declares a lookup, and counts the requests that it makes.
func cities(requests *[]string) crud.Lookup[api, city, cityModel] {
	all := []city{{"c_1", "Bath", "uk"}, {"c_2", "Bari", "it"}, {"c_3", "Rome", "it"}, {"c_4", "Rome", "us"}}
	return crud.Lookup[api, city, cityModel]{
		Type: "made_up_city", Plural: "made_up_cities", Rows: "cities",
		Noun: "city", Short: "town", Purpose: "which is far away", Lists: "Lists the cities.",
		Keys: []crud.Key[api, city]{
			{Name: "id", Description: "ID of the town", Value: func(c city) string { return c.id }, Get: func(_ context.Context, _ api, id string) (city, error) {
				*requests = append(*requests, "get "+id)
				for _, c := range all {
					if c.id == id {
						return c, nil
					}
				}
				return city{}, fmt.Errorf("no city %s: %w", id, rest.ErrNotFound)
			}},
			{Name: "name", Description: "Exact name of the town", Value: func(c city) string { return c.name }},
		},
		List: func(context.Context, api) ([]city, error) {
			*requests = append(*requests, "list")
			return all, nil
		},
		Name: func(c city) string { return c.name },
		Filters: []crud.Filter[api, city]{{
			Name: "country", Description: "Only towns in this country.", One: "Country in which to look for the name.",
			Match: func(_ context.Context, _ api, country string) (func(city) bool, error) {
				if country == "nowhere" {
					return nil, errors.New("no such country")
				}
				return func(c city) bool { return c.country == country }, nil
			},
		}},
		PluralID: func(api) string { return "acme" }, PluralIDIs: "The organization.",
		Attributes: map[string]data.Attribute{
			"id":   data.StringAttribute{Computed: true, MarkdownDescription: "ID of the town."},
			"name": data.StringAttribute{Computed: true, MarkdownDescription: "Name of the town."},
		},
		Fill: func(m *cityModel, c city) { m.ID, m.Name = types.StringValue(c.id), types.StringValue(c.name) },
	}
}

// looked reads a data source of a lookup, and returns its state.
func looked(t *testing.T, source datasource.DataSource, given map[string]string) (tfsdk.State, diag.Diagnostics) {
	t.Helper()
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	source.(datasource.DataSourceWithConfigure).Configure(t.Context(), datasource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &datasource.ConfigureResponse{})
	var schemas datasource.SchemaResponse
	source.Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
	object, _ := schemas.Schema.Type().TerraformType(t.Context()).(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	for name, value := range given {
		values[name] = tftypes.NewValue(tftypes.String, value)
		if object.AttributeTypes[name].Is(tftypes.Bool) {
			values[name] = tftypes.NewValue(tftypes.Bool, value == "true")
		}
	}
	resp := &datasource.ReadResponse{State: tfsdk.State{Schema: schemas.Schema, Raw: tftypes.NewValue(object, nil)}}
	source.Read(t.Context(), datasource.ReadRequest{Config: tfsdk.Config{Schema: schemas.Schema, Raw: tftypes.NewValue(object, values)}}, resp)
	return resp.State, resp.Diagnostics
}

func TestLookupFindsOneObjectWithOneRequest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		given          map[string]string
		id, says, asks string
	}{
		{map[string]string{"id": "c_2"}, "c_2", "", "get c_2"},
		{map[string]string{"name": "Bath"}, "c_1", "", "list"},
		{map[string]string{"name": "Rome", "country": "us"}, "c_4", "", "list"},
		{map[string]string{"id": "c_9"}, "", "no city c_9", "get c_9"},
		{map[string]string{"name": "Rome"}, "", "2 have this name: c_3, c_4", "list list"},
		{map[string]string{"name": "Rome", "country": "nowhere"}, "", "no such country", ""},
	} {
		var requests []string
		state, problems := looked(t, cities(&requests).DataSources()[0](), test.given)
		if got := strings.Join(requests, " "); got != test.asks {
			t.Errorf("%v: requests %q, want %q", test.given, got, test.asks)
		}
		if test.says != "" {
			expect(t, problems, "Cannot read data source made_up_city", test.says)
			if _, located := problems[0].(diag.DiagnosticWithPath); !located {
				t.Errorf("%v: blamed on no argument", test.given)
			}
			continue
		}
		var id, name, country types.String
		for attribute, into := range map[string]*types.String{"id": &id, "name": &name, "country": &country} {
			problems.Append(state.GetAttribute(t.Context(), path.Root(attribute), into)...)
		}
		if problems.HasError() || id.ValueString() != test.id || name.IsNull() || country.ValueString() != test.given["country"] {
			t.Errorf("%v: %s, %v", test.given, state.Raw, problems)
		}
	}
}

func TestRowThatANameHasPickedIsCompleted(t *testing.T) {
	t.Parallel()
	for given, asks := range map[string]string{"id": "get c_1", "name": "list complete c_1"} {
		var requests []string
		l := cities(&requests)
		l.Complete = func(_ context.Context, _ api, row city) (city, error) {
			requests = append(requests, "complete "+row.id)
			return city{row.id, "City of " + row.name, ""}, nil
		}
		state, problems := looked(t, l.DataSources()[0](), map[string]string{given: map[string]string{"id": "c_1", "name": "Bath"}[given]})
		var name types.String
		problems.Append(state.GetAttribute(t.Context(), path.Root("name"), &name)...)
		if want := map[string]string{"id": "Bath", "name": "City of Bath"}[given]; problems.HasError() || name.ValueString() != want || strings.Join(requests, " ") != asks {
			t.Errorf("by %s: %q after %v, %v", given, name.ValueString(), requests, problems)
		}
	}
}

func TestPluralsAreEnglish(t *testing.T) {
	t.Parallel()
	for noun, want := range map[string]string{"city": "The cities.", "key": "The keys.", "disk": "The disks."} {
		l := cities(new([]string))
		l.Noun, l.Short = noun, ""
		var schemas datasource.SchemaResponse
		l.DataSources()[1]().Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
		if got := schemas.Schema.Attributes["cities"].GetMarkdownDescription(); got != want {
			t.Errorf("%s: %s", noun, got)
		}
	}
}

func TestTheFirstOfSeveralKeysCounts(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.SeveralKeys = true
	source := l.DataSources()[0]()
	var id, name types.String
	state, problems := looked(t, source, map[string]string{"id": "c_2", "name": "Rome"})
	problems.Append(state.GetAttribute(t.Context(), path.Root("id"), &id)...)
	problems.Append(state.GetAttribute(t.Context(), path.Root("name"), &name)...)
	if problems.HasError() || id.ValueString() != "c_2" || name.ValueString() != "Bari" || strings.Join(requests, " ") != "get c_2" {
		t.Errorf("%v: %s, %v", requests, state.Raw, problems)
	}
	var schemas datasource.SchemaResponse
	source.Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
	if d := schemas.Schema.GetAttributes()["id"].GetMarkdownDescription(); d != "ID of the town. At least one of `id` and `name` has to be set; the first of them counts." {
		t.Error(d)
	}
}

func TestSeveralKeysAndADefault(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.SeveralKeys, l.DefaultIs = true, "home"
	l.Default = func(context.Context, api) (city, error) { return city{"c_0", "Home", "uk"}, nil }
	source := l.DataSources()[0]()
	if rules := source.(datasource.DataSourceWithConfigValidators).ConfigValidators(t.Context()); len(rules) != 1 { // that of the filter
		t.Errorf("%d rules", len(rules))
	}
	for given, want := range map[string]string{"": "c_0", "c_2": "c_2"} {
		arguments := map[string]string{"id": given, "name": "Rome"}
		if given == "" {
			arguments = nil
		}
		var id types.String
		state, problems := looked(t, source, arguments)
		if problems.Append(state.GetAttribute(t.Context(), path.Root("id"), &id)...); problems.HasError() || id.ValueString() != want {
			t.Errorf("%s: %s, %v", given, state.Raw, problems)
		}
	}
	var schemas datasource.SchemaResponse
	source.Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
	if d := schemas.Schema.GetAttributes()["id"].GetMarkdownDescription(); d != "ID of the town. Of `id` and `name`, the first that is set counts." {
		t.Error(d)
	}
	if d := schemas.Schema.GetMarkdownDescription(); !strings.HasSuffix(d, "Where none of them is set, it is home.") {
		t.Error(d)
	}
}

func TestRowsInAnOrderOfTheirOwn(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.OrderBy = func(c city) string { return c.name }
	state, problems := looked(t, l.DataSources()[1](), nil)
	var rows []cityModel
	problems.Append(state.GetAttribute(t.Context(), path.Root("cities"), &rows)...)
	var got []string
	for _, r := range rows {
		got = append(got, r.ID.ValueString())
	}
	if problems.HasError() || strings.Join(got, " ") != "c_2 c_1 c_3 c_4" {
		t.Errorf("%v, %v", got, problems)
	}
}

func TestTruthValuesAsFilters(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.Filters = append(l.Filters, crud.Filter[api, city]{
		Name: "include_uk", Description: "Whether to include towns in the UK.", Includes: func(c city) bool { return c.country == "uk" },
	})
	for given, want := range map[string]int{"": 4, "true": 4, "false": 3} {
		arguments := map[string]string{"include_uk": given}
		if given == "" {
			arguments = nil
		}
		state, problems := looked(t, l.DataSources()[1](), arguments)
		var rows []cityModel
		var kept types.Bool
		problems.Append(state.GetAttribute(t.Context(), path.Root("cities"), &rows)...)
		problems.Append(state.GetAttribute(t.Context(), path.Root("include_uk"), &kept)...)
		if problems.HasError() || len(rows) != want || kept.IsNull() != (given == "") {
			t.Errorf("%q: %s, %v", given, state.Raw, problems)
		}
	}
}

func TestLookupUsesItsDefaultIfNothingIsSet(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.Default = func(context.Context, api) (city, error) { return city{"c_0", "Home", "uk"}, nil }
	l.DefaultIs = "home"
	source := l.DataSources()[0]()
	var id types.String
	if state, problems := looked(t, source, nil); problems.HasError() || state.GetAttribute(t.Context(), path.Root("id"), &id).HasError() || id.ValueString() != "c_0" {
		t.Errorf("%s, %v", state.Raw, problems)
	}
	var schemas datasource.SchemaResponse
	source.Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
	if d := schemas.Schema.GetMarkdownDescription(); d != "Finds one city, which is far away, by its ID or its exact name. Where none of them is set, it is home." {
		t.Error(d)
	}
	if d := schemas.Schema.GetAttributes()["id"].GetMarkdownDescription(); d != "ID of the town. Excludes `name`." {
		t.Error(d)
	}
}

func TestLookupListsWhatItsFiltersLetThrough(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		given map[string]string
		want  string
	}{
		{nil, "c_1 c_2 c_3 c_4"},
		{map[string]string{"name_prefix": "Ba"}, "c_1 c_2"},
		{map[string]string{"name_prefix": "Ba", "country": "it"}, "c_2"},
		{map[string]string{"country": "fr"}, ""},
	} {
		var requests []string
		l := cities(&requests)
		state, problems := looked(t, l.DataSources()[1](), test.given)
		var rows []cityModel
		var id types.String
		problems.Append(state.GetAttribute(t.Context(), path.Root("cities"), &rows)...)
		problems.Append(state.GetAttribute(t.Context(), path.Root("id"), &id)...)
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = row.ID.ValueString()
		}
		if got := strings.Join(ids, " "); got != test.want || rows == nil || problems.HasError() || id.ValueString() != "acme" || len(requests) != 1 {
			t.Errorf("%v: %q after %q, %v", test.given, got, requests, problems)
		}
		if got := strings.Join(listedCities(t, l, test.given), " "); got != test.want || len(requests) != 2 {
			t.Errorf("%v: the list resource has %q after %q", test.given, got, requests)
		}
	}
}

// listedCities are the IDs that the list resource of a lookup lists.
func listedCities(t *testing.T, l crud.Lookup[api, city, cityModel], given map[string]string) (ids []string) {
	t.Helper()
	resources := crud.ListOf(l, definition(nil), func(m *link, c city) {
		m.ID, m.Name = types.StringValue(c.id), types.StringValue(c.name)
	}).New()
	b := newBench(t, definition(nil))
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	resources.(list.ListResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &resource.ConfigureResponse{})
	var schemas list.ListResourceSchemaResponse
	resources.ListResourceConfigSchema(t.Context(), list.ListResourceSchemaRequest{}, &schemas)
	values := map[string]tftypes.Value{}
	for name := range schemas.Schema.GetAttributes() {
		values[name] = tftypes.NewValue(tftypes.String, nil)
		if value, ok := given[name]; ok {
			values[name] = tftypes.NewValue(tftypes.String, value)
		}
	}
	stream := &list.ListResultsStream{}
	resources.List(t.Context(), list.ListRequest{
		Config:         tfsdk.Config{Schema: schemas.Schema, Raw: tftypes.NewValue(schemas.Schema.Type().TerraformType(t.Context()), values)},
		ResourceSchema: b.schema, ResourceIdentitySchema: b.identity.Schema,
	}, stream)
	for r := range stream.Results {
		var id types.String
		r.Diagnostics.Append(r.Identity.GetAttribute(t.Context(), path.Root("id"), &id)...)
		if r.Diagnostics.HasError() {
			t.Error(r.Diagnostics)
		}
		ids = append(ids, id.ValueString())
	}
	return ids
}

func TestLookupRefusesContradictingArguments(t *testing.T) {
	t.Parallel()
	var requests []string
	source := cities(&requests).DataSources()[0]()
	var schemas datasource.SchemaResponse
	source.Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
	for given, refused := range map[string]bool{"id": false, "name": false, "name country": false, "": true, "id name": true, "id country": true} {
		values := map[string]tftypes.Value{}
		for name := range schemas.Schema.GetAttributes() {
			values[name] = tftypes.NewValue(tftypes.String, nil)
			if slices.Contains(strings.Fields(given), name) {
				values[name] = tftypes.NewValue(tftypes.String, "x")
			}
		}
		config := tfsdk.Config{Schema: schemas.Schema, Raw: tftypes.NewValue(schemas.Schema.Type().TerraformType(t.Context()), values)}
		var problems diag.Diagnostics
		for _, v := range source.(datasource.DataSourceWithConfigValidators).ConfigValidators(t.Context()) {
			var resp datasource.ValidateConfigResponse
			v.ValidateDataSource(t.Context(), datasource.ValidateConfigRequest{Config: config}, &resp)
			problems.Append(resp.Diagnostics...)
		}
		if problems.HasError() != refused {
			t.Errorf("%q: %v", given, problems)
		}
	}
}

func TestLookupFindsModelsThatDoNotFit(t *testing.T) {
	t.Parallel()
	var requests []string
	for _, fits := range []bool{true, false} {
		l := cities(&requests)
		if !fits {
			l.Attributes["colour"] = data.StringAttribute{Computed: true}
		}
		for _, implement := range l.DataSources() {
			check, _ := implement().(interface {
				CheckModel(ctx context.Context) diag.Diagnostics
			})
			if check.CheckModel(t.Context()).HasError() == fits {
				t.Errorf("fits: %t", fits)
			}
		}
	}
}

func TestLookupWithoutKeysHasOnlyThePlural(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.Type, l.Keys = "", nil
	sources := l.DataSources()
	var metadata datasource.MetadataResponse
	if sources[0]().Metadata(t.Context(), datasource.MetadataRequest{}, &metadata); len(sources) != 1 || metadata.TypeName != "made_up_cities" {
		t.Errorf("%d, %s", len(sources), metadata.TypeName)
	}
}

func TestLookupKeepsTheTypeOfAKey(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.Attributes["id"] = data.StringAttribute{Computed: true, CustomType: attrs.LooseIDType{}}
	var schemas datasource.SchemaResponse
	l.DataSources()[0]().Schema(t.Context(), datasource.SchemaRequest{}, &schemas)
	if of := schemas.Schema.GetAttributes()["id"].GetType(); !of.Equal(attrs.LooseIDType{}) {
		t.Errorf("the key is a %s", of)
	}
}

func TestObjectsWithoutNamesHaveNoPrefix(t *testing.T) {
	t.Parallel()
	var requests []string
	nameless := cities(&requests)
	nameless.Name = nil
	state, problems := looked(t, nameless.DataSources()[1](), map[string]string{"country": "it"})
	var rows []cityModel
	problems.Append(state.GetAttribute(t.Context(), path.Root("cities"), &rows)...)
	if _, has := state.Schema.GetAttributes()["name_prefix"]; has || problems.HasError() || len(rows) != 2 {
		t.Errorf("%v, %v, name_prefix: %t", rows, problems, has)
	}
}

func TestRowsOfALookupCanBeASet(t *testing.T) {
	t.Parallel()
	var requests []string
	l := cities(&requests)
	l.RowsAreSet = true
	state, problems := looked(t, l.DataSources()[1](), map[string]string{"name_prefix": "Ro"})
	var rows []cityModel
	problems.Append(state.GetAttribute(t.Context(), path.Root("cities"), &rows)...)
	if set, isSet := state.Schema.GetAttributes()["cities"].(data.SetNestedAttribute); problems.HasError() || !isSet || !set.Computed || len(rows) != 2 {
		t.Errorf("%v: %v", problems, rows)
	}
}
