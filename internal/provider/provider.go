// Package provider configures the Katapult provider and builds the clients that its objects
// share.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"terraform-provider-katapult/internal/crud"
)

type katapultProvider struct {
	version string
	objects []crud.Object
	options []Option
}

var (
	_ provider.Provider                       = &katapultProvider{}
	_ provider.ProviderWithListResources      = &katapultProvider{}
	_ provider.ProviderWithActions            = &katapultProvider{}
	_ provider.ProviderWithEphemeralResources = &katapultProvider{}
	_ provider.ProviderWithFunctions          = &katapultProvider{}
)

// New returns a constructor of providers with this version and these objects.
func New(version string, objects []crud.Object, options ...Option) func() provider.Provider {
	return func() provider.Provider {
		return &katapultProvider{version: version, objects: objects, options: options}
	}
}

func (p *katapultProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "katapult"
	resp.Version = p.version
}

func (p *katapultProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = configurationSchema
}

// Resources returns the managed resources of all objects.
func (p *katapultProvider) Resources(context.Context) []func() resource.Resource {
	return collect(p.objects, func(o crud.Object) []func() resource.Resource { return []func() resource.Resource{o.Resource} })
}

// DataSources returns the data sources of all objects.
func (p *katapultProvider) DataSources(context.Context) []func() datasource.DataSource {
	return collect(p.objects, func(o crud.Object) []func() datasource.DataSource { return o.DataSources })
}

// ListResources returns the list resources of all objects.
func (p *katapultProvider) ListResources(context.Context) []func() list.ListResource {
	return collect(p.objects, func(o crud.Object) []func() list.ListResource { return o.Lists })
}

// Actions returns the actions of all objects.
func (p *katapultProvider) Actions(context.Context) []func() action.Action {
	return collect(p.objects, func(o crud.Object) []func() action.Action { return o.Actions })
}

// EphemeralResources returns the ephemeral resources of all objects.
func (p *katapultProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return collect(p.objects, func(o crud.Object) []func() ephemeral.EphemeralResource { return o.Ephemerals })
}

// Functions returns the functions of all objects.
func (p *katapultProvider) Functions(context.Context) []func() function.Function {
	return collect(p.objects, func(o crud.Object) []func() function.Function { return o.Functions })
}

// collect returns all objects' constructors of one kind.
func collect[T any](objects []crud.Object, kind func(crud.Object) []func() T) []func() T {
	var all []func() T
	for _, o := range objects {
		for _, construct := range kind(o) {
			if construct != nil {
				all = append(all, construct)
			}
		}
	}
	return all
}

var configurationSchema = schema.Schema{
	MarkdownDescription: "Manages the resources of the [Katapult](https://katapult.io) cloud.",
	Attributes: map[string]schema.Attribute{
		"api_key": schema.StringAttribute{
			MarkdownDescription: "API token, made under *API tokens* in the Katapult console. Defaults to `KATAPULT_API_KEY` in the environment.",
			Optional:            true,
			Sensitive:           true,
		},
		"organization": schema.StringAttribute{
			MarkdownDescription: "Sub-domain or ID (`org_…`) of the organization to work in. Defaults to `KATAPULT_ORGANIZATION` in the environment.",
			Optional:            true,
		},
		"data_center": schema.StringAttribute{
			MarkdownDescription: "Permalink (such as `uk-lon-01`) or ID of the data centre to use where an object names none. Defaults to `KATAPULT_DATA_CENTER` in the environment.",
			Optional:            true,
		},
		"api_url": schema.StringAttribute{
			MarkdownDescription: "Address of the API, without a path. It has to be `https://` unless it is on this machine. Defaults to `KATAPULT_API_URL` in the environment, or `https://api.katapult.io`.",
			Optional:            true,
		},
		"skip_trash_object_purge": schema.BoolAttribute{
			MarkdownDescription: "Whether deleted virtual machines, disks, file storage volumes and object storage accounts stay in the trash, where they can be restored for two days, instead of being purged at once. A machine that stays gives its host name free, and a volume its name. Defaults to `KATAPULT_SKIP_TRASH_OBJECT_PURGE` in the environment, or `false`.",
			Optional:            true,
		},
		"request_timeout": schema.StringAttribute{
			MarkdownDescription: "How long one attempt of a request may take, such as `30s`. Defaults to `KATAPULT_REQUEST_TIMEOUT` in the environment, or `1m`.",
			Optional:            true,
		},
		"max_retries": schema.Int64Attribute{
			MarkdownDescription: "How many times to retry a failed request that is safe to repeat. Waiting for the rate limit does not count. Defaults to `KATAPULT_MAX_RETRIES` in the environment, or `4`.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(0)},
		},
		"skip_credentials_validation": schema.BoolAttribute{
			MarkdownDescription: "Skip the request that checks token, organization and data centre before planning. Defaults to `KATAPULT_SKIP_CREDENTIALS_VALIDATION` in the environment, or `false`.",
			Optional:            true,
		},
		"sailpoint": sailpointSchema,
		"log_level": schema.StringAttribute{
			MarkdownDescription: "Has no effect: it is accepted for the sake of existing configurations.",
			DeprecationMessage:  "Set TF_LOG_PROVIDER in the environment instead; log_level has no effect.",
			Optional:            true,
			Validators:          []validator.String{trimmed{stringvalidator.OneOfCaseInsensitive("trace", "debug", "info", "warn", "error", "fatal")}},
		},
	},
}
