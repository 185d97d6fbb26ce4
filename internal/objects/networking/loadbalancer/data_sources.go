package loadbalancer

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// found is what data sources tell about a load balancer.
var found = attrs.With(attrs.ReadOnly(balancer.Schema.Attributes), map[string]schema.Attribute{
	"name":                        attrs.ComputedString("Name of the load balancer."),
	"virtual_machine_ids":         attrs.ComputedStringSet("IDs of the virtual machines behind the load balancer. Null if it has other targets, or none."),
	"virtual_machine_group_ids":   attrs.ComputedStringSet("IDs of the virtual machine groups behind the load balancer. Null if it has other targets, or none."),
	"tag_ids":                     attrs.ComputedStringSet("IDs of the tags behind the load balancer. Null if it has other targets, or none."),
	"https_redirect":              attrs.ComputedBool("Whether HTTP requests are redirected to HTTPS."),
	"enable_weighting":            attrs.ComputedBool("Whether the weights take effect."),
	"weights":                     schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "Weights of all virtual machines that the load balancer reaches, also through groups and tags, by their IDs. Null if there are none."},
	"standby_virtual_machine_ids": attrs.ComputedStringSet("IDs of the virtual machines that only get connections if no other machine can."),
	"api_reference":               attrs.ComputedString("Name by which programs find the load balancer. Null if it has none."),
	"data_center_id":              attrs.ComputedString("ID of the data centre that the load balancer is in."),
	"annotations":                 schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "All annotations of the load balancer."},
})

// describe copies a load balancer as data sources show it.
func (m *attributes) describe(b katapult.LoadBalancer) {
	m.fill(b, types.SetNull(types.StringType))
	m.Weights = weightMap(byMachine(b.Weights))
	m.Annotations = attrs.TextMap(b.Annotations)
}

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_load_balancer",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one load balancer, by its ID, its exact name, or its API reference.",
		Attributes: attrs.With(found, map[string]schema.Attribute{
			"id":            attrs.SearchKey("ID of the load balancer. Either this, `name` or `api_reference` has to be set."),
			"name":          attrs.SearchKey("Exact name of the load balancer. Either this, `id` or `api_reference` has to be set. Two load balancers of this name are an error that lists their IDs."),
			"api_reference": attrs.SearchKey("Name by which programs find the load balancer. Either this, `id` or `name` has to be set."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"), path.MatchRoot("api_reference")),
	},
	Read: find,
}

func find(ctx context.Context, api *katapult.Client, config *attributes) error {
	b, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.LoadBalancers.Get),
		crud.ByKey("api_reference", config.APIReference, api.LoadBalancers.GetByAPIReference),
		crud.ByListing("name", config.Name, api.LoadBalancers.List, func(b katapult.LoadBalancer) (name, id string) { return b.Name, b.ID }))
	if err == nil && !config.Name.IsNull() {
		b, err = crud.Resolve(ctx, crud.ByKey("name", types.StringValue(b.ID), api.LoadBalancers.Get)) // lists tell less
	}
	if err == nil {
		config.describe(b)
	}
	return err
}

type filter struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
}

const namePrefix = "Only load balancers whose name begins with this, such as `kce-` for those of Kubernetes clusters. Defaults to all load balancers."

// rows yields those rows of the list that the filter lets through.
func (f filter) rows(ctx context.Context, api *katapult.Client) iter.Seq2[katapult.LoadBalancer, error] {
	return func(yield func(katapult.LoadBalancer, error) bool) {
		all, err := api.LoadBalancers.List(ctx)
		if err != nil {
			yield(katapult.LoadBalancer{}, err)
			return
		}
		for _, b := range all {
			if crud.HasPrefix(b.Name, f.NamePrefix) && !yield(b, nil) {
				return
			}
		}
	}
}

var many = crud.DataSource[*katapult.Client, balancers]{
	Type: "katapult_load_balancers",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the load balancers of the organization. The list of the API lacks a part, so each load balancer is asked for.",
		Attributes: map[string]schema.Attribute{
			"id":             attrs.ComputedString("The organization, as the provider is configured."),
			"name_prefix":    attrs.OptionalString(namePrefix),
			"load_balancers": attrs.NestedList("The load balancers.", found),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *balancers) error {
		config.ID, config.LoadBalancers = types.StringValue(api.Organization()), []attributes{}
		for row, err := range config.rows(ctx, api) {
			if err != nil {
				return err
			}
			b, err := api.LoadBalancers.Get(ctx, row.ID)
			switch {
			case errors.Is(err, katapult.ErrNotFound): // it was deleted since it was listed
			case err != nil:
				return err
			default:
				var m attributes
				m.describe(b)
				config.LoadBalancers = append(config.LoadBalancers, m)
			}
		}
		return nil
	},
}

type balancers struct {
	filter

	ID            types.String `tfsdk:"id"`
	LoadBalancers []attributes `tfsdk:"load_balancers"`
}

var listing = crud.List[*katapult.Client, filter, katapult.LoadBalancer, model]{
	Resource: balancer,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the load balancers of the organization.",
		Attributes:          map[string]listschema.Attribute{"name_prefix": attrs.ListFilter(namePrefix)},
	},
	Items: func(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.LoadBalancer, error] {
		return f.rows(ctx, api)
	},
	Fill: func(_ context.Context, m *model, b katapult.LoadBalancer) error {
		m.adopt(b)
		return nil
	},
	Complete: func(ctx context.Context, api *katapult.Client, m *model) error {
		b, err := api.LoadBalancers.Get(ctx, m.ID.ValueString())
		if err == nil {
			m.adopt(b)
		}
		return err
	},
}
