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

var dataSource = crud.DataSource[*sailpoint.Client, dataModel]{
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
	Read: readOne,
}

// counts change outside Terraform, so the managed resource leaves them out.
var counts = map[string]schema.Attribute{
	"member_count":     attrs.ComputedInt64("Number of members."),
	"connection_count": attrs.ComputedInt64("Number of objects that use the group. SailPoint itself counts them only from time to time."),
}

// dataModel is a group with its counts.
type dataModel struct {
	attributes

	MemberCount     types.Int64 `tfsdk:"member_count"`
	ConnectionCount types.Int64 `tfsdk:"connection_count"`
}

func (c *dataModel) fill(g sailpoint.GovernanceGroup) {
	c.attributes.fill(g)
	c.MemberCount = types.Int64Value(g.MemberCount)
	c.ConnectionCount = types.Int64Value(g.ConnectionCount)
}

func readOne(ctx context.Context, api *sailpoint.Client, config *dataModel) error {
	listByName := func(ctx context.Context) ([]sailpoint.GovernanceGroup, error) {
		return collect(api.GovernanceGroups.List(ctx, sailpoint.GovernanceGroupFilter{Name: config.Name.ValueString()}))
	}
	g, err := crud.Resolve(
		ctx,
		crud.ByKey("id", config.ID.StringValue, api.GovernanceGroups.Get),
		crud.ByListing("name", config.Name, listByName, func(g sailpoint.GovernanceGroup) (name, id string) { return g.Name, g.ID }),
	)
	if err == nil {
		config.fill(g)
	}
	return err
}

var listDataSource = crud.DataSource[*sailpoint.Client, listModel]{
	Type: "katapult_sailpoint_governance_groups",
	Schema: schema.Schema{
		MarkdownDescription: "Lists governance groups in SailPoint Identity Security Cloud, by name.",
		Attributes: map[string]schema.Attribute{
			"name_prefix": attrs.OptionalString(filterDescriptions["name_prefix"]),
			"owner_id":    attrs.OptionalString(filterDescriptions["owner_id"]),
			"member_id":   attrs.OptionalString(filterDescriptions["member_id"]),
			"groups":      attrs.NestedList("The groups.", attrs.With(counts, attrs.ReadOnly(group.Schema.Attributes))),
		},
	},
	Read: readAll,
}

var filterDescriptions = map[string]string{
	"name_prefix": "Only groups whose name begins with this. Defaults to all groups.",
	"owner_id":    "Only groups that the identity with this ID owns. Defaults to those of all owners.",
	"member_id":   "Only groups that the identity with this ID is a member of. Defaults to those with any members.",
}

type listModel struct {
	filter

	Groups []dataModel `tfsdk:"groups"`
}

type filter struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
	OwnerID    types.String `tfsdk:"owner_id"`
	MemberID   types.String `tfsdk:"member_id"`
}

func (f filter) list(ctx context.Context, api *sailpoint.Client) iter.Seq2[sailpoint.GovernanceGroup, error] {
	return api.GovernanceGroups.List(ctx, sailpoint.GovernanceGroupFilter{
		NamePrefix: f.NamePrefix.ValueString(), OwnerID: f.OwnerID.ValueString(), MemberID: f.MemberID.ValueString(),
	})
}

func readAll(ctx context.Context, api *sailpoint.Client, config *listModel) error {
	found, err := collect(config.list(ctx, api))
	keepAll := func(sailpoint.GovernanceGroup) bool { return true }
	config.Groups = crud.Rows(found, keepAll, (*dataModel).fill)
	return err
}

var listing = crud.List[*sailpoint.Client, filter, sailpoint.GovernanceGroup, model]{
	Resource: group,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists governance groups in SailPoint Identity Security Cloud, by name.",
		Attributes: map[string]listschema.Attribute{
			"name_prefix": attrs.ListFilter(filterDescriptions["name_prefix"]),
			"owner_id":    attrs.ListFilter(filterDescriptions["owner_id"]),
			"member_id":   attrs.ListFilter(filterDescriptions["member_id"]),
		},
	},
	Items: func(ctx context.Context, api *sailpoint.Client, f filter) iter.Seq2[sailpoint.GovernanceGroup, error] {
		return f.list(ctx, api)
	},
	Fill: func(_ context.Context, m *model, g sailpoint.GovernanceGroup) error { m.fill(g); return nil },
}

// collect returns all groups of a list, or its error.
func collect(list iter.Seq2[sailpoint.GovernanceGroup, error]) ([]sailpoint.GovernanceGroup, error) {
	var found []sailpoint.GovernanceGroup
	for g, err := range list {
		if err != nil {
			return nil, err
		}
		found = append(found, g)
	}
	return found, nil
}
