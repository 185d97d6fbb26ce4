package loadbalancerrule

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// found is what data sources tell about a rule.
var found = attrs.With(attrs.ReadOnly(rule.Schema.Attributes), map[string]schema.Attribute{
	"load_balancer_id":    attrs.ComputedString("ID of the load balancer."),
	"listen_port":         attrs.ComputedInt64("Port that the load balancer listens on."),
	"destination_port":    attrs.ComputedInt64("Port of the machines."),
	"algorithm":           attrs.ComputedString("How machines are chosen: `round_robin`, `least_connections` or `sticky`."),
	"proxy_protocol":      attrs.ComputedBool("Whether machines are told the addresses of clients by the PROXY protocol."),
	"certificate_ids":     attrs.ComputedStringSet("IDs of the certificates that clients are shown."),
	"backend_ssl":         attrs.ComputedBool("Whether connections to machines are encrypted."),
	"passthrough_ssl":     attrs.ComputedBool("Whether `HTTPS` connections are passed on as they are."),
	"check_enabled":       attrs.ComputedBool("Whether machines are checked."),
	"check_protocol":      attrs.ComputedString("Protocol of the check: `HTTP` or `TCP`. `\"\"` where there is none."),
	"check_path":          attrs.ComputedString("Path that an HTTP check asks for. `\"\"` where there is none."),
	"check_http_statuses": attrs.ComputedString("Statuses that an HTTP check takes for success: `2` is 2xx, `23` is 2xx and 3xx, and `234` is 2xx to 4xx. `\"\"` where there are none."),
	"check_interval":      attrs.ComputedInt64("Seconds from one check to the next."),
	"check_timeout":       attrs.ComputedInt64("Seconds that a check waits for a response."),
	"check_fall":          attrs.ComputedInt64("How many checks in a row have to fail until a machine counts as down."),
	"check_rise":          attrs.ComputedInt64("How many checks in a row have to succeed until a machine counts as up again."),
})

func requiredID(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Required: true, Validators: []validator.String{attrs.NotBlank()}}
}

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_load_balancer_rule",
	Schema: schema.Schema{
		MarkdownDescription: "Reads one rule of a load balancer, by its ID.",
		Attributes:          attrs.With(found, map[string]schema.Attribute{"id": requiredID("ID of the rule.")}),
	},
	Read: func(ctx context.Context, api *katapult.Client, config *attributes) error {
		r, err := crud.Resolve(ctx, crud.ByKey("id", config.ID, api.LoadBalancerRules.Get))
		if err == nil {
			config.fill(r)
		}
		return err
	},
}

var many = crud.DataSource[*katapult.Client, rules]{
	Type: "katapult_load_balancer_rules",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the rules of a load balancer. The list of the API lacks most of them, so each rule is asked for.",
		Attributes: map[string]schema.Attribute{
			"load_balancer_id": requiredID("ID of the load balancer."),
			"rules":            attrs.NestedList("The rules.", found),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *rules) error {
		config.Rules = []attributes{}
		rows, err := crud.Resolve(ctx, crud.ByKey("load_balancer_id", config.LoadBalancerID, api.LoadBalancerRules.List))
		for _, row := range rows {
			r, readErr := api.LoadBalancerRules.Get(ctx, row.ID)
			if errors.Is(readErr, katapult.ErrNotFound) {
				continue // it was deleted since it was listed
			}
			if readErr != nil {
				return readErr
			}
			var m attributes
			m.fill(r)
			config.Rules = append(config.Rules, m)
		}
		return err
	},
}

type rules struct {
	LoadBalancerID types.String `tfsdk:"load_balancer_id"`
	Rules          []attributes `tfsdk:"rules"`
}

var listing = crud.List[*katapult.Client, filter, katapult.LoadBalancerRule, model]{
	Resource: rule,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the rules of a load balancer, or of all load balancers of the organization.",
		Attributes: map[string]listschema.Attribute{
			"load_balancer_id": attrs.ListFilter("Only the rules of the load balancer with this ID. Defaults to those of all load balancers, each of which is asked for."),
		},
	},
	Items: listRules,
	Fill: func(_ context.Context, m *model, r katapult.LoadBalancerRule) error {
		m.ID = types.StringValue(r.ID)
		return nil
	},
	Complete: complete,
}

type filter struct {
	LoadBalancerID types.String `tfsdk:"load_balancer_id"`
}

// listRules yields the rules of a load balancer, or of all of them.
func listRules(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.LoadBalancerRule, error] {
	return func(yield func(katapult.LoadBalancerRule, error) bool) {
		ids := []string{f.LoadBalancerID.ValueString()}
		if f.LoadBalancerID.IsNull() {
			balancers, err := api.LoadBalancers.List(ctx)
			if err != nil {
				yield(katapult.LoadBalancerRule{}, err)
				return
			}
			ids = attrs.Distinct(balancers, func(b katapult.LoadBalancer) string { return b.ID })
		}
		for _, id := range ids {
			rows, err := api.LoadBalancerRules.List(ctx, id)
			switch {
			case errors.Is(err, katapult.ErrNotFound) && f.LoadBalancerID.IsNull(): // it was deleted since it was listed
				continue
			case errors.Is(err, katapult.ErrNotFound):
				err = crud.At(path.Root("load_balancer_id"), err)
			}
			if err != nil {
				yield(katapult.LoadBalancerRule{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// complete reads what lists lack. A configuration that is made from it sets nothing that a
// configuration cannot have.
func complete(ctx context.Context, api *katapult.Client, m *model) error {
	r, err := api.LoadBalancerRules.Get(ctx, m.ID.ValueString())
	if err != nil {
		return err
	}
	m.fill(r)
	for _, check := range []*types.String{&m.CheckProtocol, &m.CheckPath, &m.CheckHTTPStatuses} {
		if check.ValueString() == "" || m.CheckProtocol.ValueString() == tcp && check != &m.CheckProtocol {
			*check = types.StringNull()
		}
	}
	return nil
}
