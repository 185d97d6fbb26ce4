package diskbackuppolicy

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// scheduleDeletion is an action, because nothing takes it back.
var scheduleDeletion = crud.Action[*katapult.Client, deletion]{
	Type: "katapult_disk_backup_policy_schedule_deletion",
	Schema: schema.Schema{
		MarkdownDescription: "Has Katapult delete a backup policy at a later time. Until then the policy works, and nothing takes the deletion back. Actions need Terraform 1.14 or later.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{MarkdownDescription: "ID of the policy.", Required: true, Validators: []validator.String{attrs.NotBlank()}},
			"at": schema.StringAttribute{
				MarkdownDescription: "When to delete it, in RFC 3339. It has to be at least five minutes ahead.", Required: true,
				Validators: []validator.String{instant{}},
			},
		},
	},
	Invoke: func(ctx context.Context, api *katapult.Client, d deletion, progress func(string)) error {
		at, err := time.Parse(time.RFC3339, d.At.ValueString())
		if err == nil {
			err = api.DiskBackupPolicies.ScheduleDeletion(ctx, d.ID.ValueString(), at)
		}
		switch {
		case katapult.HasCode(err, katapult.InvalidTimestamp):
			return crud.At(path.Root("at"), err)
		case err != nil:
			return crud.At(path.Root("id"), err)
		}
		progress(fmt.Sprintf("backup policy %s will be deleted at %s", d.ID.ValueString(), at.UTC().Format(time.RFC3339)))
		return nil
	},
}

type deletion struct {
	ID types.String `tfsdk:"id"`
	At types.String `tfsdk:"at"`
}

// instant refuses what is no time in RFC 3339.
type instant struct{}

func (instant) Description(context.Context) string {
	return "has to be a time in RFC 3339, such as 2030-01-31T12:00:00Z"
}

func (i instant) MarkdownDescription(ctx context.Context) string { return i.Description(ctx) }

func (i instant) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := time.Parse(time.RFC3339, req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid time", "It "+i.Description(ctx)+".")
	}
}
