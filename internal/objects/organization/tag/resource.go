// Package tag manages katapult_tag and finds existing tags.
package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the tag.
var Object = crud.Object{
	Resource:    tag.New,
	DataSources: tags.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
}

var tag = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_tag",
	Prefixes: []string{"tag_"},
	Schema: schema.Schema{
		MarkdownDescription: "A tag of the organization. Virtual machines have tags by their names, and load balancers by their IDs.\n\n" +
			"Refer to the `name` of this resource where a virtual machine names the tag. " +
			"Katapult creates a tag that a machine names and that does not exist: no state has it, and nothing deletes it.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the tag."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the tag.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"color": schema.StringAttribute{
				MarkdownDescription: "Colour of the tag in the console: " + quotedColors() + ". " +
					"Defaults to Katapult's choice. If the argument is removed, the tag keeps its colour.",
				Optional: true, Computed: true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				Validators:    []validator.String{attrs.NotBlank(), documentedColor{}},
			},
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID    types.String `tfsdk:"id"`
	Name  types.String `tfsdk:"name"`
	Color types.String `tfsdk:"color"`
}

func (m *attributes) arguments() katapult.TagArguments {
	return katapult.TagArguments{Name: attrs.String(m.Name), Color: attrs.String(m.Color)}
}

func (m *attributes) fill(t katapult.Tag) {
	m.ID = types.StringValue(t.ID)
	m.Name = types.StringValue(t.Name)
	m.Color = types.StringValue(t.Color)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	t, err := api.Tags.Create(ctx, plan.arguments())
	if err == nil {
		plan.fill(t)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	t, err := api.Tags.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(t)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	t, err := api.Tags.Update(ctx, prior.ID.ValueString(), plan.arguments())
	if err == nil {
		plan.fill(t)
	}
	return blame(err)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.Tags.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it names.
func blame(err error) error {
	if argument := katapult.RefusedArgument(err, "name", "color"); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return err
}

// documentedColor warns of a colour that is not documented. Katapult may have got
// new ones, so that is no error.
type documentedColor struct{}

func (documentedColor) Description(context.Context) string { return "should be a documented colour" }

func (d documentedColor) MarkdownDescription(ctx context.Context) string { return d.Description(ctx) }

func (documentedColor) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	color := req.ConfigValue
	if color.IsNull() || color.IsUnknown() || slices.Contains(katapult.TagColors, color.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, "Unknown colour", fmt.Sprintf(
		"Katapult may refuse %q. The documented colours are: %s.", color.ValueString(), strings.Join(katapult.TagColors, ", ")))
}

func quotedColors() string {
	last := len(katapult.TagColors) - 1
	return "`" + strings.Join(katapult.TagColors[:last], "`, `") + "` or `" + katapult.TagColors[last] + "`"
}
