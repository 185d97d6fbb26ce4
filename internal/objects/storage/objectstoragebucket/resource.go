// Package objectstoragebucket manages katapult_object_storage_bucket, finds existing buckets,
// and revokes their presigned URLs.
package objectstoragebucket

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the object storage bucket.
var Object = crud.Object{
	Resource:    bucket.New,
	DataSources: []func() datasource.DataSource{one.New},
	Actions:     []func() action.Action{revoke.New},
}

var bucket = crud.Resource[*katapult.Client, model]{
	Type: "katapult_object_storage_bucket",
	Key:  []string{"name", "region"},
	Schema: schema.Schema{
		MarkdownDescription: "A bucket of the object storage of the organization in one region, and who may do what with the objects in it. The region needs a `katapult_object_storage_account`.\n\n" +
			"Only an empty bucket can be destroyed, and a destroyed one does not come back: buckets have no trash. Objects are the business of S3 clients, such as the `aws_s3_object` of the AWS provider.\n\n" +
			"The API token needs the scopes `object_storage` and `object_storage:read`.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the bucket, which no other bucket has, of whatever organization: 3 to 63 lower case letters, digits and hyphens, with no hyphen at either end. Changing this forces a new resource.",
				Required:            true,
				Validators:          []validator.String{bucketName},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"region": attrs.Reference("Region of the object storage, such as `uk-lon-1`."),
			"label": schema.StringAttribute{
				MarkdownDescription: "Another name, or a comment.", Optional: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"public_read":       flag("Whether anyone may read the objects."),
			"public_list":       flag("Whether anyone may list the objects. Needs `public_read`."),
			"all_keys_read":     flag("Whether every access key may read the objects."),
			"all_keys_write":    flag("Whether every access key may create and delete objects."),
			"read_key_ids":      keyIDs("IDs of the access keys that may read the objects."),
			"write_key_ids":     keyIDs("IDs of the access keys that may create and delete objects."),
			"serve_static_site": flag("Whether the bucket is served as a website, which needs `static_site_index`, `public_read` and `public_list`."),
			"static_site_index": page("Name of the page that stands for a folder of the website, such as `index.html`."),
			"static_site_error": page("End of the names of the pages that errors show. They begin with the status: `error.html` stands for `404error.html` and the like."),
			"public_url":        attrs.ComputedOnce("Address of the bucket."),
		},
	},
	Validators: []resource.ConfigValidator{staticSite{}},
	Create:     create, Read: read, Update: update, Destroy: destroy,
}

func flag(description string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: description + " Defaults to `false`.", Optional: true, Computed: true, Default: booldefault.StaticBool(false),
	}
}

func keyIDs(description string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: description + " Defaults to none.", Optional: true, Computed: true, ElementType: types.StringType,
		Default:    setdefault.StaticValue(attrs.StringSet(nil)),
		Validators: []validator.Set{attrs.KnownElements()},
	}
}

func page(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Defaults to an empty text.", Optional: true, Computed: true, Default: stringdefault.StaticString(""),
	}
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	Name            types.String `tfsdk:"name"`
	Region          types.String `tfsdk:"region"`
	Label           types.String `tfsdk:"label"`
	PublicRead      types.Bool   `tfsdk:"public_read"`
	PublicList      types.Bool   `tfsdk:"public_list"`
	AllKeysRead     types.Bool   `tfsdk:"all_keys_read"`
	AllKeysWrite    types.Bool   `tfsdk:"all_keys_write"`
	ReadKeyIDs      types.Set    `tfsdk:"read_key_ids"`
	WriteKeyIDs     types.Set    `tfsdk:"write_key_ids"`
	ServeStaticSite types.Bool   `tfsdk:"serve_static_site"`
	StaticSiteIndex types.String `tfsdk:"static_site_index"`
	StaticSiteError types.String `tfsdk:"static_site_error"`
	PublicURL       types.String `tfsdk:"public_url"`
}

// fill keeps what names the bucket: a response has no region.
func (m *attributes) fill(b katapult.ObjectStorageBucket) {
	m.Label = types.StringNull()
	if b.Label != nil && *b.Label != "" {
		m.Label = types.StringValue(*b.Label)
	}
	rights := b.AccessControlList
	m.PublicRead, m.PublicList = types.BoolValue(rights.PublicRead), types.BoolValue(rights.PublicList)
	m.AllKeysRead, m.AllKeysWrite = types.BoolValue(rights.AllKeysRead), types.BoolValue(rights.AllKeysWrite)
	m.ReadKeyIDs, m.WriteKeyIDs = ids(rights.ReadKeyIDs), ids(rights.WriteKeyIDs)
	m.ServeStaticSite = types.BoolValue(b.ServeStaticSite)
	m.StaticSiteIndex, m.StaticSiteError = text(b.StaticSiteIndex), text(b.StaticSiteError)
	m.PublicURL = types.StringValue(b.PublicURL)
}

func ids(keys []string) types.Set {
	return attrs.StringSet(attrs.Distinct(keys, func(id string) string { return id }))
}

// text is a text that the API shows as null where it is empty.
func text(value *string) types.String {
	if value == nil {
		return types.StringValue("")
	}
	return types.StringValue(*value)
}

// changes are the arguments that differ from what there was before.
func (m *attributes) changes(ctx context.Context, prior attributes) (katapult.ObjectStorageBucketArguments, error) {
	a := katapult.ObjectStorageBucketArguments{
		Label:           changedText(m.Label, prior.Label),
		ServeStaticSite: changedFlag(m.ServeStaticSite, prior.ServeStaticSite),
		StaticSiteIndex: changedText(m.StaticSiteIndex, prior.StaticSiteIndex),
		StaticSiteError: changedText(m.StaticSiteError, prior.StaticSiteError),
	}
	rights := katapult.ObjectStorageAccessControlListArguments{
		PublicRead: changedFlag(m.PublicRead, prior.PublicRead), PublicList: changedFlag(m.PublicList, prior.PublicList),
		AllKeysRead: changedFlag(m.AllKeysRead, prior.AllKeysRead), AllKeysWrite: changedFlag(m.AllKeysWrite, prior.AllKeysWrite),
	}
	var err, other error
	rights.ReadKeyIDs, err = changedIDs(ctx, m.ReadKeyIDs, prior.ReadKeyIDs, "read_key_ids")
	rights.WriteKeyIDs, other = changedIDs(ctx, m.WriteKeyIDs, prior.WriteKeyIDs, "write_key_ids")
	if err == nil {
		err = other
	}
	if rights.PublicRead != nil || rights.PublicList != nil || rights.AllKeysRead != nil || rights.AllKeysWrite != nil || rights.ReadKeyIDs != nil || rights.WriteKeyIDs != nil {
		a.AccessControlList = &rights
	}
	return a, err
}

// changedText is what to send of a text: nothing if it stays, and an empty one to clear it.
func changedText(planned, prior types.String) *string {
	if planned.ValueString() == prior.ValueString() {
		return nil
	}
	now := planned.ValueString()
	return &now
}

func changedFlag(planned, prior types.Bool) *bool {
	if planned.ValueBool() == prior.ValueBool() {
		return nil
	}
	return attrs.Bool(planned)
}

func changedIDs(ctx context.Context, planned, prior types.Set, argument string) ([]string, error) {
	if planned.Equal(prior) || len(planned.Elements()) == 0 && len(prior.Elements()) == 0 {
		return nil, nil
	}
	ids, err := attrs.Elements(ctx, planned)
	return ids, crud.At(path.Root(argument), err)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	arguments, err := plan.changes(ctx, attributes{})
	if err != nil {
		return err
	}
	arguments.Name = plan.Name.ValueString()
	b, err := createOnceFree(ctx, api, plan.Region.ValueString(), arguments)
	if err == nil {
		plan.fill(b)
	}
	return blame(err)
}

// createOnceFree waits while another operation of this run deletes the bucket of the name.
func createOnceFree(ctx context.Context, api *katapult.Client, region string, arguments katapult.ObjectStorageBucketArguments) (katapult.ObjectStorageBucket, error) {
	for {
		watch := api.ObjectStorageBuckets.WatchRelease(arguments.Name)
		b, err := api.ObjectStorageBuckets.Create(ctx, region, arguments)
		if !katapult.IsTaken(err, "name") {
			return b, err
		}
		released := false
		waitErr := crud.WhileUnclaimed(ctx, func() (err error) {
			released, err = watch.Wait(ctx)
			return err
		})
		switch {
		case waitErr != nil:
			return b, fmt.Errorf("%w; waiting for the other one's deletion: %w", err, waitErr)
		case !released:
			return b, explainTaken(ctx, api, region, arguments.Name, err)
		}
	}
}

// explainTaken says that the bucket which has the name can be imported, if the API shows it.
func explainTaken(ctx context.Context, api *katapult.Client, region, name string, refusal error) error {
	if _, err := api.ObjectStorageBuckets.Get(ctx, region, name); err != nil {
		return refusal // it may be in another region, or of somebody else
	}
	return &takenError{region, name, refusal}
}

// takenError is the error for a name that a bucket in the same region has already.
type takenError struct {
	region, name string
	refusal      error
}

func (e *takenError) Error() string {
	return fmt.Sprintf("a bucket in %s has this name: %s", e.region, e.refusal)
}

func (e *takenError) Unwrap() error { return e.refusal }

// Candidates names the bucket for an import.
func (e *takenError) Candidates() []string { return []string{e.name + "/" + e.region} }

// Hint implements crud's optional interface for advice.
func (*takenError) Hint() string {
	return "If it is left over from a run that was interrupted, import it; otherwise choose another name. Names are unique among the buckets of all organizations."
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	b, err := api.ObjectStorageBuckets.Get(ctx, state.Region.ValueString(), state.Name.ValueString())
	if err == nil {
		state.fill(b)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	arguments, err := plan.changes(ctx, prior.attributes)
	if err != nil {
		return err
	}
	b, err := api.ObjectStorageBuckets.Update(ctx, prior.Region.ValueString(), prior.Name.ValueString(), arguments)
	if err == nil {
		plan.fill(b)
	}
	return blame(err)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	region, name := state.Region.ValueString(), state.Name.ValueString()
	defer api.ObjectStorageAccounts.AnnounceRelease(region)()
	defer api.ObjectStorageBuckets.AnnounceRelease(name)()
	return api.ObjectStorageBuckets.Delete(ctx, region, name)
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	if argument := katapult.RefusedArgument(err, "name", "label", "public_read", "public_list", "all_keys_read", "all_keys_write",
		"read_key_ids", "write_key_ids", "serve_static_site", "static_site_index", "static_site_error"); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return crud.AtIf(katapult.HasCode(err, katapult.ObjectStorageAccountNotFound, katapult.ObjectStorageAccountNotProvisioned, katapult.ObjectStorageClusterNotFound),
		path.Root("region"), err)
}
