// Package objectstorageobject finds objects in buckets.
package objectstorageobject

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

// Object is the data source.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New}}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_object_storage_object",
	Schema: schema.Schema{
		MarkdownDescription: "Finds an object in a bucket, without its content. That it is not there is an error. The API token needs the scope `object_storage:read`.",
		Attributes: map[string]schema.Attribute{
			"bucket":     argument("Name of the bucket."),
			"region":     argument("Region of the object storage, such as `uk-lon-1`."),
			"path":       argument("Path of the object in the bucket, such as `reports/2026.pdf`."),
			"filename":   attrs.ComputedString("Last part of the path."),
			"public_url": attrs.ComputedString("Address of the object. It can be read there if the bucket has `public_read`."),
			"size":       attrs.ComputedInt64("Size of the object in bytes. Null for a folder."),
			"folder":     attrs.ComputedBool("Whether it is a folder and no object."),
		},
	},
	Read: find,
}

func argument(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Required: true, Validators: []validator.String{attrs.NotBlank()}}
}

type model struct {
	Bucket    types.String `tfsdk:"bucket"`
	Region    types.String `tfsdk:"region"`
	Path      types.String `tfsdk:"path"`
	Filename  types.String `tfsdk:"filename"`
	PublicURL types.String `tfsdk:"public_url"`
	Size      types.Int64  `tfsdk:"size"`
	Folder    types.Bool   `tfsdk:"folder"`
}

func find(ctx context.Context, api *katapult.Client, config *model) error {
	o, err := api.ObjectStorageBuckets.Object(ctx, config.Region.ValueString(), config.Bucket.ValueString(), config.Path.ValueString())
	switch {
	case errors.Is(err, katapult.StoredObjectNotFound):
		return crud.At(path.Root("path"), err)
	case errors.Is(err, katapult.ObjectStorageClusterNotFound):
		return crud.At(path.Root("region"), err)
	case err != nil:
		return crud.AtIf(errors.Is(err, katapult.ErrNotFound), path.Root("bucket"), err)
	}
	config.Filename, config.PublicURL = types.StringValue(o.Filename), types.StringValue(o.PublicURL)
	config.Size, config.Folder = types.Int64PointerValue(o.SizeInBytes), types.BoolValue(o.Folder)
	return nil
}
