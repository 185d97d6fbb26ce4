// Package loadbalancerrule manages katapult_load_balancer_rule and finds existing rules.
package loadbalancerrule

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the rule of a load balancer.
var Object = crud.Object{
	Resource:    rule.New,
	DataSources: []func() datasource.DataSource{one.New, many.New},
	Lists:       []func() list.ListResource{listing.New},
}

var rule = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_load_balancer_rule",
	Prefixes: []string{"lbrule_"},
	Schema: schema.Schema{
		MarkdownDescription: "A rule of a load balancer, which passes connections to one of its ports on to the machines behind it.\n\n" +
			"Health checks tell the load balancer which machines are up. The `check_` arguments have to be set together with `check_enabled`. " +
			"`check_path` and `check_http_statuses` belong to HTTP checks; a TCP check leaves them as they are.",
		Attributes: map[string]schema.Attribute{
			"id":               attrs.ID("ID of the rule."),
			"load_balancer_id": attrs.Reference("ID of the load balancer."),
			"listen_port":      port("Port that the load balancer listens on, from 1 to 65535."),
			"destination_port": port("Port of the machines, from 1 to 65535."),
			"protocol": schema.StringAttribute{
				MarkdownDescription: "Protocol of the connections: `HTTP`, `HTTPS` or `TCP`.", Required: true,
				Validators: []validator.String{stringvalidator.OneOf(http, https, tcp)},
			},
			"algorithm": schema.StringAttribute{
				MarkdownDescription: "How machines are chosen: `round_robin`, `least_connections` or `sticky`. Defaults to `round_robin`.",
				Optional:            true, Computed: true,
				Default:    stringdefault.StaticString("round_robin"),
				Validators: []validator.String{stringvalidator.OneOf("round_robin", "least_connections", "sticky")},
			},
			"proxy_protocol": off("Whether machines are told the addresses of clients by the PROXY protocol."),
			"certificate_ids": schema.SetAttribute{
				MarkdownDescription: "IDs of the certificates that clients are shown, for `HTTPS` alone, such as that of a `katapult_lets_encrypt_certificate`. Defaults to none.",
				ElementType:         types.StringType, Optional: true, Computed: true,
				Default:    setdefault.StaticValue(attrs.StringSet(nil)),
				Validators: []validator.Set{attrs.KnownElements()},
			},
			"backend_ssl":     off("Whether connections to machines are encrypted."),
			"passthrough_ssl": off("Whether `HTTPS` connections are passed on as they are, so that the machines have the certificates."),
			"check_enabled":   off("Whether machines are checked."),
			"check_protocol": schema.StringAttribute{
				MarkdownDescription: "Protocol of the check: `HTTP` or `TCP`. Defaults to `HTTP`. `\"\"` where Katapult has none.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{stringvalidator.OneOf(http, tcp), alsoCheckEnabled},
				PlanModifiers: []planmodifier.String{defaultUnlessAbsent{value: http}},
			},
			"check_path": schema.StringAttribute{
				MarkdownDescription: "Path that an HTTP check asks for. Defaults to `/`. `\"\"` where Katapult has none.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank(), alsoCheckEnabled},
				PlanModifiers: []planmodifier.String{defaultUnlessAbsent{value: "/", ofHTTP: true}},
			},
			"check_http_statuses": schema.StringAttribute{
				MarkdownDescription: "Statuses that an HTTP check takes for success: `2` is 2xx, `23` is 2xx and 3xx, and `234` is 2xx to 4xx. Defaults to `2`. `\"\"` where Katapult has none.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{stringvalidator.OneOf("2", "23", "234"), alsoCheckEnabled},
				PlanModifiers: []planmodifier.String{defaultUnlessAbsent{value: "2", ofHTTP: true}},
			},
			"check_interval": count("Seconds from one check to the next.", 20),
			"check_timeout":  count("Seconds that a check waits for a response.", 5),
			"check_fall":     count("How many checks in a row have to fail until a machine counts as down.", 2),
			"check_rise":     count("How many checks in a row have to succeed until a machine counts as up again.", 2),
		},
	},
	Validators: []resource.ConfigValidator{fittingProtocols{}, fittingTimes{}},
	Create:     create, Read: read, Update: update, Destroy: destroy,
}

// Protocols of rules and checks.
const (
	http  = "HTTP"
	https = "HTTPS"
	tcp   = "TCP"
)

func port(description string) schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: description, Required: true,
		Validators: []validator.Int64{int64validator.Between(1, 65535)},
	}
}

func off(description string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: description + " Defaults to `false`.", Optional: true, Computed: true,
		Default: booldefault.StaticBool(false),
	}
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID                types.String `tfsdk:"id"`
	LoadBalancerID    types.String `tfsdk:"load_balancer_id"`
	ListenPort        types.Int64  `tfsdk:"listen_port"`
	DestinationPort   types.Int64  `tfsdk:"destination_port"`
	Protocol          types.String `tfsdk:"protocol"`
	Algorithm         types.String `tfsdk:"algorithm"`
	ProxyProtocol     types.Bool   `tfsdk:"proxy_protocol"`
	CertificateIDs    types.Set    `tfsdk:"certificate_ids"`
	BackendSSL        types.Bool   `tfsdk:"backend_ssl"`
	PassthroughSSL    types.Bool   `tfsdk:"passthrough_ssl"`
	CheckEnabled      types.Bool   `tfsdk:"check_enabled"`
	CheckProtocol     types.String `tfsdk:"check_protocol"`
	CheckPath         types.String `tfsdk:"check_path"`
	CheckHTTPStatuses types.String `tfsdk:"check_http_statuses"`
	CheckInterval     types.Int64  `tfsdk:"check_interval"`
	CheckTimeout      types.Int64  `tfsdk:"check_timeout"`
	CheckFall         types.Int64  `tfsdk:"check_fall"`
	CheckRise         types.Int64  `tfsdk:"check_rise"`
}

// fill copies a rule. What Katapult has nothing of is "", as in states of the
// krystal/katapult provider.
func (m *attributes) fill(r katapult.LoadBalancerRule) {
	m.ID = types.StringValue(r.ID)
	m.LoadBalancerID = types.StringValue(r.LoadBalancer.ID)
	m.ListenPort, m.DestinationPort = types.Int64Value(r.ListenPort), types.Int64Value(r.DestinationPort)
	m.Protocol = types.StringValue(r.Protocol)
	m.Algorithm = types.StringValue(r.Algorithm)
	m.ProxyProtocol = types.BoolValue(r.ProxyProtocol)
	m.CertificateIDs = attrs.StringSet(attrs.Distinct(r.Certificates, func(c katapult.LoadBalancerRuleCertificate) string { return c.ID }))
	m.BackendSSL, m.PassthroughSSL = types.BoolValue(r.BackendSSL), types.BoolValue(r.PassthroughSSL)
	m.CheckEnabled = types.BoolValue(r.CheckEnabled)
	m.CheckProtocol = orEmpty(r.CheckProtocol)
	m.CheckPath, m.CheckHTTPStatuses = orEmpty(r.CheckPath), orEmpty(r.CheckHTTPStatuses)
	m.CheckInterval, m.CheckTimeout = types.Int64Value(r.CheckInterval), types.Int64Value(r.CheckTimeout)
	m.CheckFall, m.CheckRise = types.Int64Value(r.CheckFall), types.Int64Value(r.CheckRise)
}

func orEmpty(text *string) types.String {
	if text == nil {
		return types.StringValue("")
	}
	return types.StringValue(*text)
}

// refill copies a rule that is managed. A TCP check has neither path nor statuses, so the
// planned ones stay where Katapult has none.
func (m *model) refill(r katapult.LoadBalancerRule) {
	before := m.attributes
	m.fill(r)
	if m.CheckProtocol.ValueString() == tcp {
		m.CheckPath = orKept(m.CheckPath, before.CheckPath)
		m.CheckHTTPStatuses = orKept(m.CheckHTTPStatuses, before.CheckHTTPStatuses)
	}
}

// orKept returns a kept value where there is none now.
func orKept(now, kept types.String) types.String {
	if now.ValueString() != "" || kept.IsNull() || kept.IsUnknown() {
		return now
	}
	return kept
}

// arguments are what differs from another model. A check that becomes one by HTTP gets
// path and statuses, which Katapult may not have.
func (m *attributes) arguments(prior attributes) katapult.LoadBalancerRuleArguments {
	a := katapult.LoadBalancerRuleArguments{
		ListenPort: number(m.ListenPort, prior.ListenPort), DestinationPort: number(m.DestinationPort, prior.DestinationPort),
		Protocol: text(m.Protocol, prior.Protocol), Algorithm: text(m.Algorithm, prior.Algorithm),
		ProxyProtocol: truth(m.ProxyProtocol, prior.ProxyProtocol),
		BackendSSL:    truth(m.BackendSSL, prior.BackendSSL), PassthroughSSL: truth(m.PassthroughSSL, prior.PassthroughSSL),
		CheckEnabled: truth(m.CheckEnabled, prior.CheckEnabled), CheckProtocol: text(m.CheckProtocol, prior.CheckProtocol),
		CheckInterval: number(m.CheckInterval, prior.CheckInterval), CheckTimeout: number(m.CheckTimeout, prior.CheckTimeout),
		CheckFall: number(m.CheckFall, prior.CheckFall), CheckRise: number(m.CheckRise, prior.CheckRise),
	}
	if !m.CertificateIDs.Equal(prior.CertificateIDs) {
		a.Certificates = []katapult.LoadBalancerRuleCertificate{}
		for _, id := range attrs.SetTexts(m.CertificateIDs) {
			a.Certificates = append(a.Certificates, katapult.LoadBalancerRuleCertificate{ID: id})
		}
	}
	switch {
	case m.CheckProtocol.ValueString() == tcp:
	case a.CheckProtocol != nil:
		a.CheckPath, a.CheckHTTPStatuses = text(m.CheckPath, types.StringNull()), text(m.CheckHTTPStatuses, types.StringNull())
	default:
		a.CheckPath, a.CheckHTTPStatuses = text(m.CheckPath, prior.CheckPath), text(m.CheckHTTPStatuses, prior.CheckHTTPStatuses)
	}
	return a
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	created, err := api.LoadBalancerRules.Create(ctx, plan.LoadBalancerID.ValueString(), plan.arguments(attributes{}))
	if err == nil {
		plan.refill(created)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.LoadBalancerRules.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.refill(now)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	updated, err := api.LoadBalancerRules.Update(ctx, prior.ID.ValueString(), plan.arguments(prior.attributes))
	if err == nil {
		plan.refill(updated)
	}
	return blame(err)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.LoadBalancerRules.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	switch {
	case katapult.HasCode(err, katapult.LoadBalancerNotFound):
		return crud.At(path.Root("load_balancer_id"), err)
	case katapult.HasCode(err, katapult.CertificateNotFound):
		return crud.At(path.Root("certificate_ids"), err)
	}
	argument := katapult.RefusedArgument(err, "listen_port", "destination_port", "protocol", "algorithm", "proxy_protocol", "certificates",
		"backend_ssl", "passthrough_ssl", "check_enabled", "check_protocol", "check_path", "check_http_statuses",
		"check_interval", "check_timeout", "check_fall", "check_rise")
	switch argument {
	case "":
		return err
	case "certificates":
		argument = "certificate_ids"
	}
	return crud.At(path.Root(argument), err)
}
