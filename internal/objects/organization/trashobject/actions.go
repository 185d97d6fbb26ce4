package trashobject

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var restore = crud.Action[*katapult.Client, chosen]{
	Type: "katapult_trash_object_restore",
	Schema: schema.Schema{
		MarkdownDescription: "Takes a deleted object out of the trash. Actions need Terraform 1.14 or later.\n\n" +
			"The restored object has its old ID, and is in no state: an import block adopts it. A restored virtual machine may be stopped, and without the IP addresses and the host name that it had. " +
			"The API token needs the scopes `trash_objects:read` and `trash_objects:restore`.",
		Attributes: chosenAttributes,
	},
	Validators: exactlyOne,
	Invoke: func(ctx context.Context, api *katapult.Client, c chosen, progress func(string)) error {
		o, err := c.find(ctx, api)
		if err != nil {
			return err
		}
		if _, err := api.TrashObjects.Restore(ctx, o.ObjectID); err != nil {
			return fmt.Errorf("the restoration of %s failed: %w", describe(o), err)
		}
		progress(describe(o) + " is restored")
		return nil
	},
}

var purge = crud.Action[*katapult.Client, chosen]{
	Type: "katapult_trash_object_purge",
	Schema: schema.Schema{
		MarkdownDescription: "Deletes an object in the trash for good, and waits until that is done. Actions need Terraform 1.14 or later.\n\n" +
			"The API token needs the scopes `trash_objects:read` and `trash_objects:purge`.",
		Attributes: chosenAttributes,
	},
	Validators: exactlyOne,
	Invoke: func(ctx context.Context, api *katapult.Client, c chosen, progress func(string)) error {
		o, err := c.find(ctx, api)
		if err != nil {
			return err
		}
		progress("purging " + describe(o))
		if err := api.TrashObjects.Purge(ctx, o.ObjectID); err != nil && !errors.Is(err, katapult.ErrNotFound) {
			return fmt.Errorf("the purge of %s failed: %w", describe(o), err)
		}
		progress(describe(o) + " is purged")
		return nil
	},
}

// chosen names an entry of the trash by its own ID, or by that of its object.
type chosen struct {
	ID       types.String `tfsdk:"id"`
	ObjectID types.String `tfsdk:"object_id"`
}

var chosenAttributes = map[string]schema.Attribute{
	"id": schema.StringAttribute{
		MarkdownDescription: "ID of the trash object. Either this or `object_id` has to be set.", Optional: true,
		Validators: []validator.String{attrs.NotBlankIfSet()},
	},
	"object_id": schema.StringAttribute{
		MarkdownDescription: "ID of the deleted object. Either this or `id` has to be set.", Optional: true,
		Validators: []validator.String{attrs.NotBlankIfSet()},
	},
}

var exactlyOne = []action.ConfigValidator{actionvalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("object_id"))}

// find reads the entry, so that messages tell what it stands for.
func (c chosen) find(ctx context.Context, api *katapult.Client) (katapult.TrashObject, error) {
	return crud.Resolve(ctx,
		crud.ByKey("id", c.ID, api.TrashObjects.GetByID),
		crud.ByKey("object_id", c.ObjectID, api.TrashObjects.Get),
	)
}

func describe(o katapult.TrashObject) string {
	return fmt.Sprintf("%s %s (%s)", o.ObjectType, o.ObjectID, o.ID)
}
