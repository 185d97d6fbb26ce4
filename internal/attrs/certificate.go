package attrs

import (
	"maps"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Certificate is what certificates of all issuers have in a state.
type Certificate struct {
	ID                types.String `tfsdk:"id"`
	Name              types.String `tfsdk:"name"`
	AdditionalNames   types.Set    `tfsdk:"additional_names"`
	Issuer            types.String `tfsdk:"issuer"`
	State             types.String `tfsdk:"state"`
	IssueError        types.String `tfsdk:"issue_error"`
	Certificate       types.String `tfsdk:"certificate"`
	Chain             types.String `tfsdk:"chain"`
	PrivateKey        types.String `tfsdk:"private_key"`
	CertificateAPIURL types.String `tfsdk:"certificate_api_url"`
	CreatedAt         types.String `tfsdk:"created_at"`
	ExpiresAt         types.String `tfsdk:"expires_at"`
	LastIssuedAt      types.String `tfsdk:"last_issued_at"`
}

// CertificateValues are a certificate of the API. The client's own type has the same fields
// in the same order, so that it can be converted.
type CertificateValues struct {
	ID, Name, Issuer, State                           string
	ExpiresAt, LastIssuedAt                           *int64
	CreatedAt                                         int64
	AdditionalNames                                   []string
	AuthorizationMethod, IssueError                   *string
	Certificate, Chain, PrivateKey, CertificateAPIURL *string
}

// CertificateAttributes are what certificates of all issuers have, as the API decides it,
// with arguments added to or in place of them. What the API decides again when it renews a
// certificate is no change of a plan.
func CertificateAttributes(arguments map[string]schema.Attribute) map[string]schema.Attribute {
	all := map[string]schema.Attribute{
		"id":   ID("ID of the certificate."),
		"name": ComputedOnce("Name that the certificate is for."),
		"additional_names": schema.SetAttribute{
			MarkdownDescription: "Other names that the certificate is for.", Computed: true, ElementType: types.StringType,
			PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		},
		"issuer":              ComputedOnce("What has issued the certificate: `lets_encrypt`, `self_signed` or `custom`."),
		"state":               ComputedOnce("State of the certificate: `pending`, `issuing`, `issued` or `issue_failed`."),
		"issue_error":         ComputedOnce("Why the certificate was not issued. Null if it was."),
		"certificate":         ComputedOnce("The certificate in PEM format. Null until it is issued."),
		"chain":               ComputedOnce("The certificates of the authorities that have issued it, in PEM format. Null if there are none."),
		"private_key":         secret("The private key in PEM format. Null until the certificate is issued, and if the API token may not see it."),
		"certificate_api_url": secret("URL that serves the certificate with its private key to whoever knows the URL. Null if there is none, and if the API token may not see it."),
		"created_at":          ComputedOnce("When the certificate was created, in RFC 3339."),
		"expires_at":          ComputedOnce("When the certificate expires, in RFC 3339. Null until it is issued."),
		"last_issued_at":      ComputedOnce("When the certificate was last issued, in RFC 3339. Null if Katapult has not issued it."),
	}
	maps.Copy(all, arguments)
	return all
}

func secret(description string) schema.StringAttribute {
	a := ComputedOnce(description)
	a.Sensitive = true
	return a
}

// CertificateNames are the arguments of a certificate that Katapult issues.
func CertificateNames(wildcards string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "Name that the certificate is for, such as `www.example.com`" + wildcards + ". Capitals and a full stop at the end make no difference. Changing this forces a new resource.",
			Required:            true,
			Validators:          []validator.String{certificateName()},
			PlanModifiers:       []planmodifier.String{KeepSpelling(canonicalName), stringplanmodifier.RequiresReplace()},
		},
		"additional_names": schema.SetAttribute{
			MarkdownDescription: "Other names that the certificate is for. Defaults to none. Changing this forces a new resource.",
			ElementType:         types.StringType, Optional: true, Computed: true,
			Default:       setdefault.StaticValue(StringSet(nil)),
			Validators:    []validator.Set{KnownElements(), setvalidator.ValueStringsAre(certificateName())},
			PlanModifiers: []planmodifier.Set{KeepSpelling(canonicalName), setplanmodifier.RequiresReplace()},
		},
	}
}

// WildcardName begins with "*.".
const WildcardName = "*."

var certificateNameForm = regexp.MustCompile(`^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$`)

func certificateName() validator.String {
	return stringvalidator.RegexMatches(certificateNameForm, "must be a host name with a domain, such as www.example.com or *.example.com; a name of another alphabet has to be in its ASCII form (xn--…)")
}

// canonicalName is the API's spelling of a name.
func canonicalName(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// Fill copies a certificate. Names keep their spelling if they mean the same.
func (m *Certificate) Fill(c CertificateValues) {
	m.FillBesidesMaterial(c)
	m.Certificate, m.Chain, m.PrivateKey = textOrNull(c.Certificate), textOrNull(c.Chain), textOrNull(c.PrivateKey)
}

// FillBesidesMaterial is Fill without the certificate itself, its chain and its key.
func (m *Certificate) FillBesidesMaterial(c CertificateValues) {
	m.ID, m.Issuer, m.State = types.StringValue(c.ID), types.StringValue(c.Issuer), types.StringValue(c.State)
	m.fillNames(types.StringValue(c.Name), StringSet(Distinct(c.AdditionalNames, func(name string) string { return name })))
	m.IssueError, m.CertificateAPIURL = textOrNull(c.IssueError), textOrNull(c.CertificateAPIURL)
	m.CreatedAt, m.ExpiresAt, m.LastIssuedAt = timeOrNull(&c.CreatedAt), timeOrNull(c.ExpiresAt), timeOrNull(c.LastIssuedAt)
}

// fillNames keeps additional names that repeat the name itself, which the API leaves out.
func (m *Certificate) fillNames(name types.String, additional types.Set) {
	m.Name = SpelledAs(m.Name, name, canonicalName)
	all := func(names types.Set) types.Set {
		return StringSet(Distinct(append(SetTexts(names), name.ValueString()), canonicalName))
	}
	before := m.AdditionalNames
	if before.IsNull() || before.IsUnknown() || !all(before).Equal(all(additional)) {
		m.AdditionalNames = additional
	}
}

// textOrNull takes an empty text for none.
func textOrNull(text *string) types.String {
	if text == nil || *text == "" {
		return types.StringNull()
	}
	return types.StringValue(*text)
}

func timeOrNull(unix *int64) types.String {
	if unix == nil || *unix == 0 {
		return types.StringNull()
	}
	return Time(*unix)
}
