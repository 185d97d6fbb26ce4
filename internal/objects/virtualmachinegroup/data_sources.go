package virtualmachinegroup

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
	"terraform-provider-katapult/internal/katapult"
)

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_virtual_machine_group",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one virtual machine group, by its ID or by its exact name.",
		Attributes: attrs.Searchable(group.Schema.Attributes, map[string]string{
			"id":   "ID of the group. Either this or `name` has to be set.",
			"name": "Exact name of the group. Two groups of this name are an error that lists their IDs.",
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name")),
	},
	Read: find,
}

func find(ctx context.Context, api *katapult.Client, config *attributes) error {
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.VirtualMachineGroups.Get),
		crud.ByListing("name", config.Name, api.VirtualMachineGroups.List,
			func(g katapult.VirtualMachineGroup) (name, id string) { return g.Name, g.ID }))
	if err == nil {
		config.fill(found)
	}
	return err
}

var many = crud.DataSource[*katapult.Client, groups]{
	Type: "katapult_virtual_machine_groups",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the virtual machine groups of the organization, oldest first.",
		Attributes: map[string]schema.Attribute{
			"id":          schema.StringAttribute{Computed: true, MarkdownDescription: "The organization, as the provider names it."},
			"name_prefix": attrs.OptionalString("Only groups whose name begins with this. Defaults to all groups."),
			"groups": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The groups.",
				NestedObject: schema.NestedAttributeObject{Attributes: attrs.ReadOnly(group.Schema.Attributes)},
			},
		},
	},
	Read: listAll,
}

type groups struct {
	ID         types.String `tfsdk:"id"`
	NamePrefix types.String `tfsdk:"name_prefix"`
	Groups     []attributes `tfsdk:"groups"`
}

func listAll(ctx context.Context, api *katapult.Client, config *groups) error {
	config.ID = types.StringValue(api.Organization())
	config.Groups = []attributes{}
	for g, err := range matching(ctx, api, config.NamePrefix) {
		if err != nil {
			return err
		}
		var row attributes
		row.fill(g)
		config.Groups = append(config.Groups, row)
	}
	return nil
}

var listing = crud.List[*katapult.Client, filter, katapult.VirtualMachineGroup, model]{
	Resource: group,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the virtual machine groups of the organization, oldest first.",
		Attributes: map[string]listschema.Attribute{
			"name_prefix": attrs.ListFilter("Only groups whose name begins with this. Defaults to all groups."),
		},
	},
	Items: func(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.VirtualMachineGroup, error] {
		return matching(ctx, api, f.NamePrefix)
	},
	Fill: func(m *model, g katapult.VirtualMachineGroup) { m.fill(g) },
}

type filter struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
}

// matching yields the groups whose name begins with the prefix.
func matching(ctx context.Context, api *katapult.Client, prefix types.String) iter.Seq2[katapult.VirtualMachineGroup, error] {
	return func(yield func(katapult.VirtualMachineGroup, error) bool) {
		groups, err := api.VirtualMachineGroups.List(ctx)
		if err != nil {
			yield(katapult.VirtualMachineGroup{}, err)
			return
		}
		for _, g := range groups {
			if crud.HasPrefix(g.Name, prefix) && !yield(g, nil) {
				return
			}
		}
	}
}
