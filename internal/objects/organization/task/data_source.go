// Package task reads tasks.
package task

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the task.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New}}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_task",
	Schema: schema.Schema{
		MarkdownDescription: "Reads a task, which is work that Katapult goes on with after it has answered a request. It is read as it is: nothing waits for its end.\n\n" +
			"Errors of this provider name the task that failed, or that ran too long. The API lists no tasks, and tells neither what a task works on nor why it failed.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the task.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"name":        attrs.ComputedString("What the task does, such as `Change package`."),
			"status":      attrs.ComputedString("How far it is: `pending`, `running`, `completed` or `failed`."),
			"progress":    attrs.ComputedInt64("How much of it is done, in percent."),
			"created_at":  attrs.ComputedString("When it was asked for, in RFC 3339."),
			"started_at":  attrs.ComputedString("When it began, in RFC 3339. Null before that."),
			"finished_at": attrs.ComputedString("When it ended, in RFC 3339. Null before that."),
		},
	},
	Read: read,
}

type model struct {
	ID         types.String `tfsdk:"id"`
	Name       types.String `tfsdk:"name"`
	Status     types.String `tfsdk:"status"`
	Progress   types.Int64  `tfsdk:"progress"`
	CreatedAt  types.String `tfsdk:"created_at"`
	StartedAt  types.String `tfsdk:"started_at"`
	FinishedAt types.String `tfsdk:"finished_at"`
}

func (m *model) fill(t katapult.Task) {
	m.ID = types.StringValue(t.ID)
	m.Name = types.StringValue(t.Name)
	m.Status = types.StringValue(string(t.Status))
	m.Progress = types.Int64Value(int64(t.Progress))
	m.CreatedAt = attrs.Time(t.CreatedAt)
	m.StartedAt, m.FinishedAt = since(t.StartedAt), since(t.FinishedAt)
}

// since is null for what has not happened yet.
func since(unix *int64) types.String {
	if unix == nil {
		return types.StringNull()
	}
	return attrs.Time(*unix)
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	found, err := api.Tasks.Get(ctx, config.ID.ValueString())
	if errors.Is(err, katapult.TaskNotFound) {
		return crud.At(path.Root("id"), err)
	}
	if err != nil {
		return err
	}
	config.fill(found)
	return nil
}
