package objectstorageaccesskey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

type key = katapult.ObjectStorageAccessKey

var accessKeys = crud.Lookup[*katapult.Client, key, row]{
	Type: "katapult_object_storage_access_key", Plural: "katapult_object_storage_access_keys", Rows: "access_keys",
	Noun: "access key of the object storage", Short: "access key",
	Lists: "Lists the access keys of the organization's object storage in all regions, without their secrets.",
	Keys: []crud.Key[*katapult.Client, key]{
		{
			Name: "id", Description: "ID of the access key", Value: func(k key) string { return k.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (key, error) {
				return api.ObjectStorageAccessKeys.Get(ctx, id)
			},
		},
		{Name: "name", Description: "Exact name of the access key", Value: func(k key) string { return k.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]key, error) {
		return api.ObjectStorageAccessKeys.List(ctx)
	},
	Name: func(k key) string { return k.Name },
	Filters: []crud.Filter[*katapult.Client, key]{{
		Name: "region", Description: "Region whose access keys to list, such as `uk-lon-1`. Defaults to all.",
		Match: func(_ context.Context, _ *katapult.Client, region string) (func(key) bool, error) {
			return func(k key) bool { return k.Region == region }, nil
		},
	}},
	Attributes: map[string]schema.Attribute{
		"id":                attrs.ComputedString("ID of the access key."),
		"name":              attrs.ComputedString("Name of the access key."),
		"region":            attrs.ComputedString("Region of the object storage."),
		"state":             attrs.ComputedString("`configured`, or `pending` for a moment after each change."),
		"all_buckets_read":  attrs.ComputedBool("Whether the key may list all buckets."),
		"all_objects_read":  attrs.ComputedBool("Whether the key may read the objects of all buckets."),
		"all_objects_write": attrs.ComputedBool("Whether the key may create and delete objects in all buckets."),
		"read_buckets":      attrs.ComputedStringSet("Names of the buckets that let the key read. Empty where it may read all objects."),
		"write_buckets":     attrs.ComputedStringSet("Names of the buckets that let the key write. Empty where it may write all objects."),
		"access_key_id":     attrs.ComputedString("The access key ID that S3 clients need. Null until there are credentials."),
		"server_url":        attrs.ComputedString("Host and port of the S3 server, without a scheme. Null until there are credentials."),
		"endpoint_url":      attrs.ComputedString("Address of the S3 server, with `https://`. Null until there are credentials."),
		"created_at":        attrs.ComputedString("When the access key was created, in RFC 3339."),
	},
	Fill: (*row).fill,
}

var listing = crud.ListOf(accessKeys, accessKey, func(m *model, k key) { m.fill(k) })

// row is an access key that is found. The zero value of a set has no type, and that of a slice
// has.
type row struct {
	ID              types.String   `tfsdk:"id"`
	Name            types.String   `tfsdk:"name"`
	Region          types.String   `tfsdk:"region"`
	State           types.String   `tfsdk:"state"`
	AllBucketsRead  types.Bool     `tfsdk:"all_buckets_read"`
	AllObjectsRead  types.Bool     `tfsdk:"all_objects_read"`
	AllObjectsWrite types.Bool     `tfsdk:"all_objects_write"`
	ReadBuckets     []types.String `tfsdk:"read_buckets"`
	WriteBuckets    []types.String `tfsdk:"write_buckets"`
	AccessKeyID     types.String   `tfsdk:"access_key_id"`
	ServerURL       types.String   `tfsdk:"server_url"`
	EndpointURL     types.String   `tfsdk:"endpoint_url"`
	CreatedAt       types.String   `tfsdk:"created_at"`
}

func (r *row) fill(k key) {
	var a attributes
	a.fill(k)
	*r = row{
		ID: a.ID, Name: a.Name, Region: a.Region, State: types.StringValue(k.State),
		AllBucketsRead: a.AllBucketsRead, AllObjectsRead: a.AllObjectsRead, AllObjectsWrite: a.AllObjectsWrite,
		ReadBuckets: texts(a.ReadBuckets), WriteBuckets: texts(a.WriteBuckets),
		AccessKeyID: a.AccessKeyID, ServerURL: a.ServerURL, EndpointURL: a.EndpointURL, CreatedAt: a.CreatedAt,
	}
}

// texts are the elements of a set. They are never nil, which would be null.
func texts(set types.Set) []types.String {
	all := []types.String{}
	for _, text := range attrs.SetTexts(set) {
		all = append(all, types.StringValue(text))
	}
	return all
}
