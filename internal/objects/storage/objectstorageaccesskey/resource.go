// Package objectstorageaccesskey manages katapult_object_storage_access_key and finds existing
// access keys.
package objectstorageaccesskey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the object storage access key.
var Object = crud.Object{
	Resource:    accessKey.New,
	DataSources: accessKeys.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
}

// renewed is the argument that asks for new credentials.
const renewed = attrs.Renewed("credentials_version")

var accessKey = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_object_storage_access_key",
	Prefixes: []string{"objkey_"},
	Schema: schema.Schema{
		MarkdownDescription: "An access key of the object storage of the organization in one region: what S3 clients authenticate with. " +
			"Rights to single buckets are arguments of `katapult_object_storage_bucket`.\n\n" +
			"The secret is in the state: keep that where only those can read it who may use the key. Katapult tells a secret once. " +
			"An imported key has none until `credentials_version` is set, which makes new credentials. " +
			"In a new account it takes up to a minute until there are credentials.\n\n" +
			"The API token needs the scope `object_storage`.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the access key."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the access key. Names need not be unique.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"region":            attrs.Reference("Region of the object storage, such as `uk-lon-1`."),
			"all_buckets_read":  right("Whether the key may list all buckets. Some S3 clients need that to connect."),
			"all_objects_read":  right("Whether the key may read the objects of all buckets."),
			"all_objects_write": right("Whether the key may create and delete objects in all buckets."),
			"credentials_version": schema.StringAttribute{
				MarkdownDescription: "Any text. Setting or changing it makes new credentials, in place: buckets go on naming the key. The credentials before probably end at once.",
				Optional:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"read_buckets":  buckets("Names of the buckets that let the key read. Empty where it may read all objects. Changes of a bucket in the same run are seen by the next one."),
			"write_buckets": buckets("Names of the buckets that let the key write. Empty where it may write all objects. Changes of a bucket in the same run are seen by the next one."),
			"access_key_id": schema.StringAttribute{
				MarkdownDescription: "The access key ID that S3 clients need.", Computed: true,
				PlanModifiers: []planmodifier.String{renewed},
			},
			"secret_access_key": schema.StringAttribute{
				MarkdownDescription: "The secret access key that S3 clients need. Null for an imported key without `credentials_version`.",
				Computed:            true, Sensitive: true,
				PlanModifiers: []planmodifier.String{renewed},
			},
			"server_url": schema.StringAttribute{
				MarkdownDescription: "Host and port of the S3 server, without a scheme.", Computed: true,
				PlanModifiers: []planmodifier.String{renewed},
			},
			"endpoint_url": schema.StringAttribute{
				MarkdownDescription: "Address of the S3 server, with `https://`.", Computed: true,
				PlanModifiers: []planmodifier.String{renewed},
			},
			"created_at": attrs.ComputedOnce("When the access key was created, in RFC 3339."),
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

func right(description string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: description + " Defaults to `false`.", Optional: true, Computed: true, Default: booldefault.StaticBool(false),
	}
}

func buckets(description string) schema.SetAttribute {
	return schema.SetAttribute{MarkdownDescription: description, Computed: true, ElementType: types.StringType}
}

type model struct {
	attributes

	CredentialsVersion types.String   `tfsdk:"credentials_version"`
	SecretAccessKey    types.String   `tfsdk:"secret_access_key"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID              types.String `tfsdk:"id"`
	Name            types.String `tfsdk:"name"`
	Region          types.String `tfsdk:"region"`
	AllBucketsRead  types.Bool   `tfsdk:"all_buckets_read"`
	AllObjectsRead  types.Bool   `tfsdk:"all_objects_read"`
	AllObjectsWrite types.Bool   `tfsdk:"all_objects_write"`
	ReadBuckets     types.Set    `tfsdk:"read_buckets"`
	WriteBuckets    types.Set    `tfsdk:"write_buckets"`
	AccessKeyID     types.String `tfsdk:"access_key_id"`
	ServerURL       types.String `tfsdk:"server_url"`
	EndpointURL     types.String `tfsdk:"endpoint_url"`
	CreatedAt       types.String `tfsdk:"created_at"`
}

func (m *attributes) arguments() katapult.ObjectStorageAccessKeyArguments {
	return katapult.ObjectStorageAccessKeyArguments{
		Name: m.Name.ValueString(), AllBucketsRead: attrs.Bool(m.AllBucketsRead),
		AllObjectsRead: attrs.Bool(m.AllObjectsRead), AllObjectsWrite: attrs.Bool(m.AllObjectsWrite),
	}
}

// fill keeps what the API has told once.
func (m *attributes) fill(k katapult.ObjectStorageAccessKey) {
	m.ID, m.Name, m.Region = types.StringValue(k.ID), types.StringValue(k.Name), types.StringValue(k.Region)
	m.AllBucketsRead, m.AllObjectsRead, m.AllObjectsWrite = types.BoolValue(k.AllBucketsRead), types.BoolValue(k.AllObjectsRead), types.BoolValue(k.AllObjectsWrite)
	m.ReadBuckets, m.WriteBuckets = names(k.ReadBuckets), names(k.WriteBuckets)
	m.AccessKeyID = told(k.S3AccessKeyID, m.AccessKeyID)
	m.ServerURL = told(k.ServerURL, m.ServerURL)
	m.EndpointURL = m.ServerURL
	if !m.ServerURL.IsNull() {
		m.EndpointURL = types.StringValue("https://" + m.ServerURL.ValueString())
	}
	m.CreatedAt = attrs.Time(k.CreatedAt)
}

func names(buckets []string) types.Set {
	return attrs.StringSet(attrs.Distinct(buckets, func(name string) string { return name }))
}

// told is what the API tells, or else what is known.
func told(now *string, known types.String) types.String {
	switch {
	case now != nil && *now != "":
		return types.StringValue(*now)
	case known.IsUnknown():
		return types.StringNull()
	}
	return known
}

// generate makes credentials and fills them in.
func (m *model) generate(ctx context.Context, api *katapult.Client) error {
	k, err := api.ObjectStorageAccessKeys.GenerateCredentials(ctx, m.ID.ValueString())
	if err == nil {
		m.fill(k)
		m.SecretAccessKey = types.StringPointerValue(k.S3SecretAccessKey)
	}
	return err
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	k, err := api.ObjectStorageAccessKeys.Create(ctx, plan.Region.ValueString(), plan.arguments())
	if err != nil {
		return blame(err)
	}
	plan.fill(k)
	plan.SecretAccessKey = types.StringNull()
	if err := plan.generate(ctx, api); err != nil {
		return fmt.Errorf("the access key is created, and has no credentials: %w", err)
	}
	return nil
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	k, err := api.ObjectStorageAccessKeys.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(k)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if !plan.same(prior) {
		k, err := api.ObjectStorageAccessKeys.Update(ctx, prior.ID.ValueString(), plan.arguments())
		if err != nil {
			return blame(err)
		}
		prior.fill(k)
	}
	plan.attributes = prior.attributes
	if renewed.IsAsked(prior.CredentialsVersion, plan.CredentialsVersion) {
		return plan.generate(ctx, api)
	}
	return nil
}

// same reports whether nothing changes that the API knows, besides the credentials.
func (m *model) same(prior *model) bool {
	return m.Name.Equal(prior.Name) && m.AllBucketsRead.Equal(prior.AllBucketsRead) &&
		m.AllObjectsRead.Equal(prior.AllObjectsRead) && m.AllObjectsWrite.Equal(prior.AllObjectsWrite)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	defer api.ObjectStorageAccounts.AnnounceRelease(state.Region.ValueString())()
	return api.ObjectStorageAccessKeys.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	if argument := katapult.RefusedArgument(err, "name", "all_buckets_read", "all_objects_read", "all_objects_write"); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return crud.AtIf(katapult.HasCode(err, katapult.ObjectStorageAccountNotFound, katapult.ObjectStorageAccountNotProvisioned, katapult.ObjectStorageClusterNotFound),
		path.Root("region"), err)
}
