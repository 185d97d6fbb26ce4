// Package objectstoragepresignedurl offers the ephemeral resource
// katapult_object_storage_presigned_url.
package objectstoragepresignedurl

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the ephemeral resource.
var Object = crud.Object{Ephemerals: []func() ephemeral.EphemeralResource{presigned.New}}

var presigned = crud.EphemeralResource[*katapult.Client, model]{
	Type: "katapult_object_storage_presigned_url",
	Schema: schema.Schema{
		MarkdownDescription: "Makes an address that an object can be downloaded from without an access key, for a while. Whoever has the address has the object: it is kept in no plan and in no state. " +
			"A plan and its apply make one each. The action `katapult_object_storage_bucket_revoke_presigned_urls` ends all of a bucket. Ephemeral resources need Terraform 1.10 or later.\n\n" +
			"The API token needs the scope `object_storage`.",
		Attributes: map[string]schema.Attribute{
			"bucket": argument("Name of the bucket."),
			"region": argument("Region of the object storage, such as `uk-lon-1`."),
			"path":   argument("Path of the object in the bucket, such as `reports/2026.pdf`."),
			"expiry_seconds": schema.Int64Attribute{
				MarkdownDescription: "How many seconds the address is valid. Defaults to the API's choice.", Optional: true,
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"url": schema.StringAttribute{MarkdownDescription: "The address.", Computed: true, Sensitive: true},
		},
	},
	Open: open,
}

func argument(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Required: true, Validators: []validator.String{attrs.NotBlank()}}
}

type model struct {
	Bucket        types.String `tfsdk:"bucket"`
	Region        types.String `tfsdk:"region"`
	Path          types.String `tfsdk:"path"`
	ExpirySeconds types.Int64  `tfsdk:"expiry_seconds"`
	URL           types.String `tfsdk:"url"`
}

func open(ctx context.Context, api *katapult.Client, config *model) error {
	url, err := api.ObjectStorageBuckets.PresignedURL(ctx,
		config.Region.ValueString(), config.Bucket.ValueString(), config.Path.ValueString(), attrs.Int64(config.ExpirySeconds))
	config.URL = types.StringValue(url)
	switch {
	case katapult.RefusedArgument(err, "expiry_seconds") != "":
		return crud.At(path.Root("expiry_seconds"), err)
	case errors.Is(err, katapult.ObjectStorageClusterNotFound):
		return crud.At(path.Root("region"), err)
	}
	return crud.AtIf(errors.Is(err, katapult.ErrNotFound), path.Root("bucket"), err)
}
