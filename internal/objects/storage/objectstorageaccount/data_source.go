package objectstorageaccount

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
	Type: "katapult_object_storage_account",
	Schema: schema.Schema{
		MarkdownDescription: "Finds the object storage account of the organization in a region. The API token needs the scope `object_storage:read`.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{
				MarkdownDescription: "Region of the account, such as `uk-lon-1`.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"provisioning_state": attrs.ComputedString("`provisioned` when the account can be used, before that `provisioning`, or `failed`."),
			"bucket_count":       attrs.ComputedInt64("How many buckets are in the account."),
			"size":               attrs.ComputedInt64("Bytes that are stored in the account. Katapult updates it from time to time."),
			"data_center_id":     attrs.ComputedString("ID of the data centre that the account is in."),
			"created_at":         attrs.ComputedString("When the account was created, in RFC 3339."),
		},
	},
	Read: find,
}

type found struct {
	Region            types.String `tfsdk:"region"`
	ProvisioningState types.String `tfsdk:"provisioning_state"`
	BucketCount       types.Int64  `tfsdk:"bucket_count"`
	Size              types.Int64  `tfsdk:"size"`
	DataCenterID      types.String `tfsdk:"data_center_id"`
	CreatedAt         types.String `tfsdk:"created_at"`
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	a, err := api.ObjectStorageAccounts.Get(ctx, config.Region.ValueString())
	if err != nil {
		return crud.AtIf(errors.Is(err, katapult.ErrNotFound) || errors.Is(err, katapult.ObjectStorageClusterNotFound), path.Root("region"), err)
	}
	config.ProvisioningState = types.StringValue(a.ProvisioningState)
	config.BucketCount, config.Size = types.Int64PointerValue(a.BucketCount), types.Int64Value(a.SizeInBytes)
	config.DataCenterID, config.CreatedAt = types.StringValue(a.DataCenter.ID), attrs.Time(a.CreatedAt)
	return nil
}
