package securitygroup

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var listing = crud.List[*katapult.Client, filter, katapult.SecurityGroup, model]{
	Resource: group,
	Schema: schema.Schema{
		MarkdownDescription: "Lists the security groups of the organization, oldest first. Generated configuration has their rules in `inbound_rules` and `outbound_rules`.",
		Attributes: map[string]schema.Attribute{
			"name_prefix": attrs.ListFilter("Only security groups whose name begins with this. Defaults to all security groups."),
			"annotation":  attrs.ListFilter(annotationIs),
		},
	},
	Items: items, Complete: readWhole,
	Fill: func(_ context.Context, m *model, g katapult.SecurityGroup) error { m.fill(g); return nil },
}

type filter struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
	Annotation types.String `tfsdk:"annotation"`
}

func items(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.SecurityGroup, error] {
	return func(yield func(katapult.SecurityGroup, error) bool) {
		matches, err := annotated(ctx, api, f.Annotation)
		var all []katapult.SecurityGroup
		if err == nil {
			all, err = api.SecurityGroups.List(ctx)
		}
		if err != nil {
			yield(katapult.SecurityGroup{}, err)
			return
		}
		for _, g := range all {
			if matches(g) && crud.HasPrefix(g.Name, f.NamePrefix) && !yield(g, nil) {
				return
			}
		}
	}
}

// readWhole reads the annotations, which lists lack, and the rules.
func readWhole(ctx context.Context, api *katapult.Client, m *model) error {
	now, err := api.SecurityGroups.Get(ctx, m.ID.ValueString())
	if err != nil {
		return err
	}
	if m.fill(now); len(now.Annotations) > 0 {
		m.Annotations = attrs.TextMap(now.Annotations)
	}
	rules, err := listRules(ctx, api, m)
	if err != nil {
		return err
	}
	return m.refreshRules(ctx, rules, true)
}
