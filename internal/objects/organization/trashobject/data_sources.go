// Package trashobject finds, restores and purges what is in the trash.
package trashobject

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the trash object. It is no resource: Katapult purges it by itself.
var Object = crud.Object{
	DataSources: trashObjects.DataSources(),
	Actions:     []func() action.Action{restore.New, purge.New},
}

var trashObjects = crud.Lookup[*katapult.Client, katapult.TrashObject, model]{
	Type: "katapult_trash_object", Plural: "katapult_trash_objects", Rows: "trash_objects",
	Noun: "trash object", Purpose: "which stands for a deleted object until that is restored or purged",
	Lists: "Lists what is in the trash of the organization. Deleted virtual machines, disks, backup policies, file storage volumes and object storage accounts " +
		"are kept there for two days.",
	Keys: []crud.Key[*katapult.Client, katapult.TrashObject]{
		{
			Name: "id", Description: "ID of the trash object", Value: func(o katapult.TrashObject) string { return o.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.TrashObject, error) {
				return api.TrashObjects.GetByID(ctx, id)
			},
		},
		{
			Name: "object_id", Description: "ID of the deleted object", Value: func(o katapult.TrashObject) string { return o.ObjectID },
			Get: func(ctx context.Context, api *katapult.Client, objectID string) (katapult.TrashObject, error) {
				return api.TrashObjects.Get(ctx, objectID)
			},
		},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.TrashObject, error) {
		return api.TrashObjects.List(ctx)
	},
	Filters: []crud.Filter[*katapult.Client, katapult.TrashObject]{{
		Name: "object_type", Description: "Only objects of this type: `VirtualMachine`, `Disk`, `DiskBackupPolicy`, `FileStorageVolume` or `ObjectStorageAccount`. Defaults to all types.",
		Match: func(_ context.Context, _ *katapult.Client, objectType string) (func(katapult.TrashObject) bool, error) {
			return func(o katapult.TrashObject) bool { return o.ObjectType == objectType }, nil
		},
	}},
	Attributes: map[string]schema.Attribute{
		"id":          attrs.ComputedString("ID of the trash object."),
		"object_id":   attrs.ComputedString("ID of the deleted object."),
		"object_type": attrs.ComputedString("Type of the deleted object, such as `VirtualMachine`."),
		"keep_until":  attrs.ComputedString("When Katapult purges the object, in RFC 3339."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID         types.String `tfsdk:"id"`
	ObjectID   types.String `tfsdk:"object_id"`
	ObjectType types.String `tfsdk:"object_type"`
	KeepUntil  types.String `tfsdk:"keep_until"`
}

func (m *model) fill(o katapult.TrashObject) {
	m.ID = types.StringValue(o.ID)
	m.ObjectID = types.StringValue(o.ObjectID)
	m.ObjectType = types.StringValue(o.ObjectType)
	m.KeepUntil = attrs.Time(o.KeepUntil)
}
