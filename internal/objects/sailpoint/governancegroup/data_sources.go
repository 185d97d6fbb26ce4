package governancegroup

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/sailpoint"
)

var one = crud.DataSource[*sailpoint.Client, counted]{
	Type: "katapult_sailpoint_governance_group",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one governance group in SailPoint Identity Security Cloud, by its ID or by its exact name.",
		Attributes: attrs.With(counts, attrs.Searchable(group.Schema.Attributes, map[string]string{
			"id":   "ID of the group. Either this or `name` has to be set.",
			"name": "Exact name of the group. Two groups of this name are an error that lists their IDs.",
		})),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name")),
	},
	Read: find,
}

// counts change without Terraform, so that the managed resource has none.
var counts = map[string]schema.Attribute{
	"member_count":     attrs.ComputedInt64("Number of members."),
	"connection_count": attrs.ComputedInt64("Number of objects that use the group. SailPoint itself counts them only from time to time."),
}

// counted is a group as data sources show it.
type counted struct {
	attributes

	MemberCount     types.Int64 `tfsdk:"member_count"`
	ConnectionCount types.Int64 `tfsdk:"connection_count"`
}

func (c *counted) fill(g sailpoint.GovernanceGroup) {
	c.attributes.fill(g)
	c.MemberCount = types.Int64Value(g.MemberCount)
	c.ConnectionCount = types.Int64Value(g.ConnectionCount)
}

func find(ctx context.Context, api *sailpoint.Client, config *counted) error {
	named := func(ctx context.Context) ([]sailpoint.GovernanceGroup, error) {
		return all(api.GovernanceGroups.List(ctx, sailpoint.GovernanceGroupFilter{Name: config.Name.ValueString()}))
	}
	g, err := crud.Resolve(
		ctx,
		crud.ByKey("id", config.ID.StringValue, api.GovernanceGroups.Get),
		crud.ByListing("name", config.Name, named, func(g sailpoint.GovernanceGroup) (name, id string) { return g.Name, g.ID }),
	)
	if err == nil {
		config.fill(g)
	}
	return err
}

var many = crud.DataSource[*sailpoint.Client, groups]{
	Type: "katapult_sailpoint_governance_groups",
	Schema: schema.Schema{
		MarkdownDescription: "Lists governance groups in SailPoint Identity Security Cloud, by name.",
		Attributes: map[string]schema.Attribute{
			"name_prefix": attrs.OptionalString(narrow["name_prefix"]),
			"owner_id":    attrs.OptionalString(narrow["owner_id"]),
			"member_id":   attrs.OptionalString(narrow["member_id"]),
			"groups":      attrs.NestedList("The groups.", attrs.With(counts, attrs.ReadOnly(group.Schema.Attributes))),
		},
	},
	Read: listAll,
}

// narrow describes what groups can be narrowed down to.
var narrow = map[string]string{
	"name_prefix": "Only groups whose name begins with this. Defaults to all groups.",
	"owner_id":    "Only groups that the identity with this ID owns. Defaults to those of all owners.",
	"member_id":   "Only groups that the identity with this ID is a member of. Defaults to those with any members.",
}

type groups struct {
	filter

	Groups []counted `tfsdk:"groups"`
}

type filter struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
	OwnerID    types.String `tfsdk:"owner_id"`
	MemberID   types.String `tfsdk:"member_id"`
}

func (f filter) matching(ctx context.Context, api *sailpoint.Client) iter.Seq2[sailpoint.GovernanceGroup, error] {
	return api.GovernanceGroups.List(ctx, sailpoint.GovernanceGroupFilter{
		NamePrefix: f.NamePrefix.ValueString(), OwnerID: f.OwnerID.ValueString(), MemberID: f.MemberID.ValueString(),
	})
}

func listAll(ctx context.Context, api *sailpoint.Client, config *groups) error {
	found, err := all(config.matching(ctx, api))
	each := func(sailpoint.GovernanceGroup) bool { return true }
	config.Groups = crud.Rows(found, each, (*counted).fill)
	return err
}

var listing = crud.List[*sailpoint.Client, filter, sailpoint.GovernanceGroup, model]{
	Resource: group,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists governance groups in SailPoint Identity Security Cloud, by name.",
		Attributes: map[string]listschema.Attribute{
			"name_prefix": attrs.ListFilter(narrow["name_prefix"]),
			"owner_id":    attrs.ListFilter(narrow["owner_id"]),
			"member_id":   attrs.ListFilter(narrow["member_id"]),
		},
	},
	Items: func(ctx context.Context, api *sailpoint.Client, f filter) iter.Seq2[sailpoint.GovernanceGroup, error] {
		return f.matching(ctx, api)
	},
	Fill: func(_ context.Context, m *model, g sailpoint.GovernanceGroup) error { m.fill(g); return nil },
}

// all reads a list to its end.
func all(list iter.Seq2[sailpoint.GovernanceGroup, error]) ([]sailpoint.GovernanceGroup, error) {
	var found []sailpoint.GovernanceGroup
	for g, err := range list {
		if err != nil {
			return nil, err
		}
		found = append(found, g)
	}
	return found, nil
}
