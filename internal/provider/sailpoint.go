package provider

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/sailpoint"
)

var sailpointSchema = schema.SingleNestedAttribute{
	MarkdownDescription: "Access to SailPoint Identity Security Cloud, which only the types that begin with `katapult_sailpoint_` need. It is checked when one of them is used for the first time. " +
		"Where it is configured, here or in the environment, and `api_key` is not, only those types can be used.",
	Optional: true,
	Attributes: map[string]schema.Attribute{
		"base_url": schema.StringAttribute{
			MarkdownDescription: "Address of the tenant's API, such as `https://acme.api.identitynow.com`; not that of the console. Defaults to `SAIL_BASE_URL` in the environment.",
			Optional:            true,
		},
		"client_id": schema.StringAttribute{
			MarkdownDescription: "ID of a personal access token, which acts with the rights of its user, or of an API client. Defaults to `SAIL_CLIENT_ID` in the environment.",
			Optional:            true,
		},
		"client_secret": schema.StringAttribute{
			MarkdownDescription: "Secret that belongs to `client_id`. Defaults to `SAIL_CLIENT_SECRET` in the environment.",
			Optional:            true,
			Sensitive:           true,
		},
		"api_version": schema.StringAttribute{
			MarkdownDescription: "Version of the API: `v1`, a year from `v2024` to `v2026`, or `beta`. Defaults to `SAIL_API_VERSION` in the environment, or `v1`.",
			Optional:            true,
			Validators:          []validator.String{trimmed{stringvalidator.OneOf("v1", "v2024", "v2025", "v2026", "beta")}},
		},
	},
}

type sailpointConfiguration struct {
	BaseURL      types.String `tfsdk:"base_url"`
	ClientID     types.String `tfsdk:"client_id"`
	ClientSecret types.String `tfsdk:"client_secret"`
	APIVersion   types.String `tfsdk:"api_version"`
}

// usesSailPointAlone reports whether SailPoint is configured and Katapult's API key is not
// set. Katapult's arguments are then optional.
func (c *configuration) usesSailPointAlone() bool {
	sailPoint := !c.SailPoint.IsNull() || fromEnvironment("SAIL_BASE_URL") != "" || fromEnvironment("SAIL_CLIENT_ID") != ""
	return sailPoint && !isSet(c.APIKey) && fromEnvironment("KATAPULT_API_KEY") == ""
}

// connectSailPoint returns the function that gives objects the SailPoint client. A wrong
// configuration fails only the objects that use it.
func connectSailPoint(ctx context.Context, configured types.Object, options sailpoint.Options) crud.Connect[*sailpoint.Client] {
	var (
		config   sailpointConfiguration
		problems diag.Diagnostics
	)
	s := settings{diagnostics: &problems}
	if configured.IsUnknown() {
		s.unknown = []string{"sailpoint"}
	} else if !configured.IsNull() {
		problems.Append(configured.As(ctx, &config, basetypes.ObjectAsOptions{})...)
	}
	options.BaseURL = s.address("sailpoint.base_url", "SAIL_BASE_URL", config.BaseURL, "https://acme.api.identitynow.com")
	options.ClientID = s.stringVar("sailpoint.client_id", "SAIL_CLIENT_ID", config.ClientID)
	options.ClientSecret = s.token("sailpoint.client_secret", "SAIL_CLIENT_SECRET", config.ClientSecret)
	options.Version = sailpoint.Version(s.stringVar("sailpoint.api_version", "SAIL_API_VERSION", config.APIVersion))
	if len(s.unknown) > 0 {
		return failingConnect[*sailpoint.Client](s.unknownSettings(s.unknown))
	}
	s.checkSailPoint(options)
	if problems.HasError() {
		return failingConnect[*sailpoint.Client](notConfigured("SailPoint", problems))
	}
	client := sailpoint.New(options)
	return func(context.Context) (*sailpoint.Client, error) { return client, nil }
}

// checkSailPoint reports missing arguments, an unknown API version and the address of the
// console.
func (s *settings) checkSailPoint(options sailpoint.Options) {
	const tokens = "Personal access tokens are made in SailPoint under Preferences."
	s.requireValue("sailpoint.base_url", "SAIL_BASE_URL", options.BaseURL, "It is the address of the tenant's API, such as https://acme.api.identitynow.com.")
	s.requireValue("sailpoint.client_id", "SAIL_CLIENT_ID", options.ClientID, tokens)
	s.requireValue("sailpoint.client_secret", "SAIL_CLIENT_SECRET", options.ClientSecret, tokens)
	if v := cmp.Or(options.Version, sailpoint.DefaultVersion); !v.Valid() {
		s.addMalformed("sailpoint.api_version", "The version of SailPoint's API", string(v), "v1, a year from v2024 to v2026, or beta")
	}
	address, err := url.Parse(options.BaseURL)
	if err != nil {
		return // address has reported it
	}
	if tenant, ok := strings.CutSuffix(address.Hostname(), ".identitynow.com"); ok && !strings.HasSuffix(tenant, ".api") {
		s.addMalformed("sailpoint.base_url", "The address of SailPoint's API", "https://"+address.Hostname(),
			fmt.Sprintf("https://%s.api.identitynow.com: this one is of the console", tenant))
	}
}

// notConfigured returns the error of an API that an object uses although it is not
// configured.
func notConfigured(api string, problems diag.Diagnostics) error {
	details := make([]string, len(problems))
	for i, p := range problems {
		details[i] = p.Detail()
	}
	return fmt.Errorf("%s is not configured. %s", api, strings.Join(details, " "))
}

// failingConnect always returns err.
func failingConnect[C any](err error) crud.Connect[C] {
	return func(context.Context) (C, error) {
		var none C
		return none, err
	}
}
