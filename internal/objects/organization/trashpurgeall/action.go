// Package trashpurgeall offers the action katapult_trash_purge_all.
package trashpurgeall

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the action.
var Object = crud.Object{Actions: []func() action.Action{purgeAll.New}}

var purgeAll = crud.Action[*katapult.Client, confirmed]{
	Type: "katapult_trash_purge_all",
	Schema: schema.Schema{
		MarkdownDescription: "Deletes everything in the trash of the organization for good, also what others have deleted, and waits until that is done. Actions need Terraform 1.14 or later.\n\n" +
			"The API token needs the scope `trash_objects:purge`, and `organizations:read` where the provider's `organization` is an ID.",
		Attributes: map[string]schema.Attribute{
			"confirm": schema.StringAttribute{
				MarkdownDescription: "Sub-domain of the organization. Nothing is purged unless it is that of the provider's `organization`.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
		},
	},
	Invoke: func(ctx context.Context, api *katapult.Client, c confirmed, progress func(string)) error {
		subDomain, err := api.Organizations.SubDomain(ctx)
		if err != nil {
			return err
		}
		if c.Confirm.ValueString() != subDomain {
			return crud.At(path.Root("confirm"), fmt.Errorf("confirm is %q, and the organization is %q: nothing was purged", c.Confirm.ValueString(), subDomain))
		}
		progress(fmt.Sprintf("purging the trash of %q", subDomain))
		if err := api.TrashObjects.PurgeAll(ctx); err != nil {
			return fmt.Errorf("the purge of the trash of %q failed: %w", subDomain, err)
		}
		progress(fmt.Sprintf("the trash of %q is empty", subDomain))
		return nil
	},
}

type confirmed struct {
	Confirm types.String `tfsdk:"confirm"`
}
