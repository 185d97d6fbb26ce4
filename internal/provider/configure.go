package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
)

// checkTimeout bounds the credential check, a wait for the rate limit included.
const checkTimeout = 2 * time.Minute

// Option changes how the provider's clients are built.
type Option func(*Options)

// Options are those of the provider's clients.
type Options struct {
	Katapult  katapult.Options
	SailPoint sailpoint.Options
}

type configuration struct {
	APIKey                    types.String `tfsdk:"api_key"`
	Organization              types.String `tfsdk:"organization"`
	DataCenter                types.String `tfsdk:"data_center"`
	APIURL                    types.String `tfsdk:"api_url"`
	SkipTrashObjectPurge      types.Bool   `tfsdk:"skip_trash_object_purge"`
	RequestTimeout            types.String `tfsdk:"request_timeout"`
	MaxRetries                types.Int64  `tfsdk:"max_retries"`
	SkipCredentialsValidation types.Bool   `tfsdk:"skip_credentials_validation"`
	SailPoint                 types.Object `tfsdk:"sailpoint"`
	LogLevel                  types.String `tfsdk:"log_level"`
}

// Configure builds the clients from block and environment, and checks the
// credentials once.
func (p *katapultProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	alone := config.usesSailPointAlone()
	s := settings{diagnostics: &resp.Diagnostics}
	if alone {
		s.diagnostics = &diag.Diagnostics{}
	}
	options := Options{Katapult: katapult.Options{
		URL:            s.address("api_url", "KATAPULT_API_URL", config.APIURL, katapult.DefaultURL),
		Token:          s.token("api_key", "KATAPULT_API_KEY", config.APIKey),
		Organization:   s.stringVar("organization", "KATAPULT_ORGANIZATION", config.Organization),
		DataCenter:     s.stringVar("data_center", "KATAPULT_DATA_CENTER", config.DataCenter),
		RequestTimeout: s.duration("request_timeout", "KATAPULT_REQUEST_TIMEOUT", config.RequestTimeout),
		MaxRetries:     s.intVar("max_retries", "KATAPULT_MAX_RETRIES", config.MaxRetries, katapult.DefaultMaxRetries),
		KeepInTrash:    s.boolVar("skip_trash_object_purge", "KATAPULT_SKIP_TRASH_OBJECT_PURGE", config.SkipTrashObjectPurge),
		UserAgent:      fmt.Sprintf("Terraform/%s (+https://www.terraform.io) terraform-provider-katapult/%s", req.TerraformVersion, p.version),
		Warn:           warnWithAdvice(crud.Once()),
		Log:            func(ctx context.Context, message string, fields map[string]any) { tflog.Debug(ctx, message, fields) },
	}}
	s.requireValue("api_key", "KATAPULT_API_KEY", options.Katapult.Token, "Tokens are made under API tokens in the Katapult console.")
	s.requireValue("organization", "KATAPULT_ORGANIZATION", options.Katapult.Organization,
		"It is the sub-domain of the organization, as in the address of the Katapult console, or its ID (org_…).")
	skipCheck := s.boolVar("skip_credentials_validation", "KATAPULT_SKIP_CREDENTIALS_VALIDATION", config.SkipCredentialsValidation)
	if resp.Diagnostics.HasError() {
		return
	}
	options.SailPoint = sailpoint.Options{
		UserAgent: options.Katapult.UserAgent, Log: options.Katapult.Log,
		RequestTimeout: options.Katapult.RequestTimeout, MaxRetries: options.Katapult.MaxRetries,
	}
	for _, option := range p.options {
		option(&options)
	}
	var connect crud.Connect[*katapult.Client]
	if alone {
		connect = failingConnect[*katapult.Client](notConfigured("Katapult", *s.diagnostics))
	} else {
		connect = s.connect(options.Katapult)
	}
	if !alone && !skipCheck && len(s.unknown) == 0 {
		check(ctx, connect, options.Katapult, &resp.Diagnostics)
	}
	clients := crud.NewClients(advise, connect, connectSailPoint(ctx, config.SailPoint, options.SailPoint))
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = clients, clients, clients
	resp.ActionData, resp.EphemeralResourceData = clients, clients
}

// check asks the API whether the configuration is good, and blames what is not
// on its attribute.
func check(ctx context.Context, connect crud.Connect[*katapult.Client], options katapult.Options, diagnostics *diag.Diagnostics) {
	ctx, end := crud.Collecting(ctx, diagnostics)
	defer end()
	ctx, cancel := context.WithTimeoutCause(ctx, checkTimeout, fmt.Errorf("no answer within %s", checkTimeout))
	defer cancel()
	client, err := connect(ctx)
	if err == nil {
		err = client.Check(ctx)
	}
	if err == nil {
		return
	}
	var (
		unreachable *rest.UnreachableError
		dataCenter  *katapult.UnknownDataCenterError
	)
	detail := rest.Printable(err.Error())
	if advice := crud.Advice(err, advise); advice != "" {
		detail += "\n\n" + advice
	} else if errors.As(err, &unreachable) {
		detail += ".\n\nCheck api_url or KATAPULT_API_URL, the network, and a proxy in HTTPS_PROXY."
	}
	switch {
	case errors.As(err, &unreachable):
		diagnostics.AddAttributeError(path.Root("api_url"), "Cannot reach the Katapult API", detail)
	case errors.As(err, &dataCenter):
		diagnostics.AddAttributeError(path.Root("data_center"), "Unknown data centre",
			detail+".\n\nSet data_center in the provider block or KATAPULT_DATA_CENTER to one of them.")
	case errors.Is(err, katapult.OrganizationNotFound):
		diagnostics.AddAttributeError(path.Root("organization"), fmt.Sprintf("Unknown organization %q", options.Organization), detail)
	case katapult.HasCode(err, katapult.MissingToken, katapult.InvalidToken, katapult.UnauthorizedNetwork, katapult.InvalidCapabilities):
		// Not at api_key: Terraform would show the line, and with it a token that
		// stands there. Some of these tokens are good elsewhere.
		diagnostics.AddError("The Katapult API refuses the token", detail)
	default:
		diagnostics.AddError("Cannot check the Katapult configuration", detail)
	}
}

// connect is how objects get the client. While the configuration is not known
// in full, only what needs the API fails.
func (s *settings) connect(options katapult.Options) crud.Connect[*katapult.Client] {
	// Without a data centre, or how often to retry, most things can be planned.
	needed := slices.DeleteFunc(slices.Clone(s.unknown), func(name string) bool {
		return name != "api_key" && name != "organization" && name != "api_url"
	})
	if len(needed) > 0 {
		return failingConnect[*katapult.Client](s.unknownSettings(needed))
	}
	client := katapult.New(options)
	return func(context.Context) (*katapult.Client, error) { return client, nil }
}

// unknownSettings returns the error of a client whose settings are not known yet.
func (s *settings) unknownSettings(needed []string) error {
	return fmt.Errorf("the provider's %s depends on something that is not applied yet. "+
		"Apply that first (terraform apply -target=…), or use a value known at plan time", strings.Join(needed, ", "))
}
