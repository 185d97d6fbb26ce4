package objectstoragebucket

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_object_storage_bucket",
	Schema: schema.Schema{
		MarkdownDescription: "Finds a bucket by its name and its region. The API token needs the scope `object_storage:read`.",
		Attributes: attrs.With(attrs.ReadOnly(bucket.Schema.Attributes), map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the bucket.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the object storage, such as `uk-lon-1`.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"state":        attrs.ComputedString("`configured`, or `pending` for a moment after each change."),
			"object_count": attrs.ComputedInt64("How many objects are in the bucket. Katapult updates it from time to time."),
			"size":         attrs.ComputedInt64("Bytes that are stored in the bucket. Katapult updates it from time to time."),
			"created_at":   attrs.ComputedString("When the bucket was created, in RFC 3339."),
		}),
	},
	Read: find,
}

type found struct {
	attributes

	State       types.String `tfsdk:"state"`
	ObjectCount types.Int64  `tfsdk:"object_count"`
	Size        types.Int64  `tfsdk:"size"`
	CreatedAt   types.String `tfsdk:"created_at"`
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	b, err := api.ObjectStorageBuckets.Get(ctx, config.Region.ValueString(), config.Name.ValueString())
	switch {
	case errors.Is(err, katapult.ObjectStorageClusterNotFound):
		return crud.At(path.Root("region"), err)
	case err != nil:
		return crud.AtIf(errors.Is(err, katapult.ErrNotFound), path.Root("name"), err)
	}
	config.fill(b)
	config.State, config.CreatedAt = types.StringValue(b.State), attrs.Time(b.CreatedAt)
	config.ObjectCount, config.Size = types.Int64PointerValue(b.ObjectCount), types.Int64PointerValue(b.SizeInBytes)
	return nil
}
