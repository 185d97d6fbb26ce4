package filestoragevolume

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// listed is what the API tells about a volume in lists.
var listed = map[string]schema.Attribute{
	"id":                    attrs.ComputedString("ID of the volume."),
	"name":                  attrs.ComputedString("Name of the volume."),
	"associations":          attrs.ComputedStringSet("IDs of the virtual machines that may mount the volume."),
	"nfs_location":          attrs.ComputedString("What machines mount, as `HOST:/PATH`. Empty until the volume is ready for the first time."),
	"size":                  attrs.ComputedInt64("Size of what is in the volume, in bytes. Null if Katapult does not know it."),
	"state":                 attrs.ComputedString("What is being done to the volume: `pending` or `configuring`; `ready` when nothing is, and `failed` when that could not be done."),
	"data_center_id":        attrs.ComputedString("ID of the data centre that the volume is in."),
	"data_center_name":      attrs.ComputedString("Name of the data centre that the volume is in."),
	"data_center_permalink": attrs.ComputedString("Permalink of the data centre that the volume is in."),
}

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_file_storage_volume",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one file storage volume, by its ID or by its exact name.",
		Attributes: attrs.With(listed, map[string]schema.Attribute{
			"id":   attrs.SearchKey("ID of the volume. Either this or `name` has to be set."),
			"name": attrs.SearchKey("Exact name of the volume. Either this or `id` has to be set."),
			"annotations": schema.MapAttribute{
				Computed: true, ElementType: types.StringType, MarkdownDescription: "Annotations of the volume.",
			},
		}),
	},
	Validators: []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))},
	Read:       find,
}

type row struct {
	ID                  types.String `tfsdk:"id"`
	Name                types.String `tfsdk:"name"`
	Associations        types.Set    `tfsdk:"associations"`
	NFSLocation         types.String `tfsdk:"nfs_location"`
	Size                types.Int64  `tfsdk:"size"`
	State               types.String `tfsdk:"state"`
	DataCenterID        types.String `tfsdk:"data_center_id"`
	DataCenterName      types.String `tfsdk:"data_center_name"`
	DataCenterPermalink types.String `tfsdk:"data_center_permalink"`
}

func (m *row) fill(v katapult.FileStorageVolume) {
	m.ID, m.Name = types.StringValue(v.ID), types.StringValue(v.Name)
	m.Associations, m.NFSLocation = associated(v), location(v)
	m.Size = types.Int64PointerValue(v.Size)
	m.State = types.StringValue(string(v.State))
	m.DataCenterID, m.DataCenterName = types.StringValue(v.DataCenter.ID), types.StringValue(v.DataCenter.Name)
	m.DataCenterPermalink = types.StringValue(v.DataCenter.Permalink)
}

type found struct {
	row

	Annotations types.Map `tfsdk:"annotations"`
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	v, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.FileStorageVolumes.Get),
		crud.ByListing("name", config.Name, api.FileStorageVolumes.List, func(v katapult.FileStorageVolume) (name, id string) { return v.Name, v.ID }))
	if err == nil && config.ID.IsNull() {
		v, err = crud.Resolve(ctx, crud.ByKey("name", types.StringValue(v.ID), api.FileStorageVolumes.Get)) // lists tell less
	}
	if err == nil {
		config.fill(v)
		config.Annotations = attrs.TextMap(v.Annotations)
	}
	return err
}

var many = crud.Lookup[*katapult.Client, katapult.FileStorageVolume, row]{
	Plural: "katapult_file_storage_volumes", Rows: "file_storage_volumes", Noun: "file storage volume", Short: "volume",
	Lists: "Lists the file storage volumes of the organization.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.FileStorageVolume, error) {
		return api.FileStorageVolumes.List(ctx)
	},
	Name: func(v katapult.FileStorageVolume) string { return v.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.FileStorageVolume]{{
		Name: "annotation", Description: "Only volumes with this annotation, as `KEY=VALUE`. Defaults to all volumes.", Match: annotated,
	}},
	Attributes: listed, Fill: (*row).fill,
}

// annotated lets volumes through that have an annotation.
func annotated(ctx context.Context, api *katapult.Client, annotation string) (func(katapult.FileStorageVolume) bool, error) {
	key, value, ok := strings.Cut(annotation, "=")
	if !ok || key == "" {
		return nil, fmt.Errorf("%q is not of the form KEY=VALUE", annotation)
	}
	all, err := api.FileStorageVolumes.ListAnnotated(ctx, key, value)
	ids := map[string]bool{}
	for _, v := range all {
		ids[v.ID] = true
	}
	return func(v katapult.FileStorageVolume) bool { return ids[v.ID] }, err
}

// listing is what terraform query lists.
var listing = func() crud.List[*katapult.Client, types.Object, katapult.FileStorageVolume, model] {
	l := crud.ListOf(many, volume, (*model).fill)
	l.Complete = func(ctx context.Context, api *katapult.Client, m *model) error {
		v, err := api.FileStorageVolumes.Get(ctx, m.ID.ValueString()) // lists lack annotations
		if err == nil && len(v.Annotations) > 0 {
			m.Annotations = attrs.TextMap(v.Annotations)
		}
		return err
	}
	return l
}()
