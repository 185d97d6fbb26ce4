package objectstoragebucket

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var revoke = crud.Action[*katapult.Client, chosen]{
	Type: "katapult_object_storage_bucket_revoke_presigned_urls",
	Schema: schema.Schema{
		MarkdownDescription: "Ends all presigned URLs of the objects in a bucket, whoever has made them. Actions need Terraform 1.14 or later. The API token needs the scope `object_storage`.",
		Attributes: map[string]schema.Attribute{
			"bucket": schema.StringAttribute{
				MarkdownDescription: "Name of the bucket.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the object storage, such as `uk-lon-1`.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
		},
	},
	Invoke: func(ctx context.Context, api *katapult.Client, c chosen, progress func(string)) error {
		region, name := c.Region.ValueString(), c.Bucket.ValueString()
		err := api.ObjectStorageBuckets.RevokePresignedURLs(ctx, region, name)
		switch {
		case errors.Is(err, katapult.ObjectStorageClusterNotFound):
			return crud.At(path.Root("region"), err)
		case errors.Is(err, katapult.ErrNotFound):
			return crud.At(path.Root("bucket"), err)
		case err != nil:
			return fmt.Errorf("the presigned URLs of bucket %q could not be revoked: %w", name, err)
		}
		progress(fmt.Sprintf("the presigned URLs of bucket %q are revoked", name))
		return nil
	},
}

type chosen struct {
	Bucket types.String `tfsdk:"bucket"`
	Region types.String `tfsdk:"region"`
}
