// Package letsencryptcertificate manages katapult_lets_encrypt_certificate.
package letsencryptcertificate

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the certificate of Let's Encrypt.
var Object = crud.Object{
	Resource: certificate.New,
	Lists:    []func() list.ListResource{listing().New},
}

// Ways to prove to Let's Encrypt who owns a name.
const (
	byDNS  = "dns"
	byHTTP = "http"
)

var certificate = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_lets_encrypt_certificate",
	Timeouts: &crud.Timeouts{Create: 10 * time.Minute, Delete: 2 * time.Minute},
	Schema: schema.Schema{
		MarkdownDescription: "A certificate of Let's Encrypt, which browsers trust, for the rules of load balancers.\n\n" +
			"Let's Encrypt has to see that the names are yours. With `dns`, each name is in a DNS zone at Katapult that is verified: let the certificate depend on `katapult_dns_zone_verification`, and Katapult makes and removes the records. " +
			"With `http`, each name resolves to a load balancer of the organization that listens on port 80, by a rule or by `https_redirect`.\n\n" +
			"Katapult issues the certificate again before it expires, with a new private key. No plan shows that. The action `katapult_certificate_reissue` does it at once.\n\n" +
			"**The private key is in the state.** The ephemeral resource `katapult_certificate` reads it without leaving it anywhere.\n\n" +
			"A certificate cannot be deleted while a load balancer's rule uses it: with `lifecycle { create_before_destroy = true }` a new one takes its place first. It needs version 3.17 of Katapult's core API.",
		Attributes: attrs.CertificateAttributes(arguments()),
	},
	Validators: []resource.ConfigValidator{noWildcardsByHTTP{}},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a name", Fits: katapult.IsDomain,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.Certificates.FindByName(ctx, katapult.LetsEncryptIssuer, written)
			return []string{found.ID}, err
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

func arguments() map[string]schema.Attribute {
	all := map[string]schema.Attribute{
		"authorization_method": schema.StringAttribute{
			MarkdownDescription: "How Let's Encrypt sees that the names are yours: `dns` or `http`. Names that begin with `*.` need `dns`. Changing this forces a new resource.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.OneOf(byDNS, byHTTP)},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"wait_for_issuance": schema.BoolAttribute{
			MarkdownDescription: "Whether a creation waits until the certificate is issued, and fails if it is not. With `false`, names need not resolve yet: Katapult goes on trying. Defaults to `true`.",
			Optional:            true, Computed: true,
			Default: booldefault.StaticBool(true),
		},
	}
	maps.Copy(all, attrs.CertificateNames(", or `*.example.com` with `dns`"))
	return all
}

type model struct {
	attrs.Certificate

	AuthorizationMethod types.String   `tfsdk:"authorization_method"`
	WaitForIssuance     types.Bool     `tfsdk:"wait_for_issuance"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// fill takes an import for one that waits, as is the default.
func (m *model) fill(c katapult.Certificate) {
	m.Fill(attrs.CertificateValues(c))
	if c.AuthorizationMethod != nil {
		m.AuthorizationMethod = types.StringValue(*c.AuthorizationMethod)
	}
	if m.WaitForIssuance.IsNull() {
		m.WaitForIssuance = types.BoolValue(true)
	}
}

// listing lists certificates of this issuer. Their rows lack most of what they have.
func listing() crud.List[*katapult.Client, types.Object, katapult.Certificate, model] {
	certificates := crud.Lookup[*katapult.Client, katapult.Certificate, attrs.Certificate]{
		Noun: "certificate", Lists: "Lists the organization's certificates of Let's Encrypt.",
		List: func(ctx context.Context, api *katapult.Client) ([]katapult.Certificate, error) {
			return api.Certificates.ListOf(ctx, katapult.LetsEncryptIssuer)
		},
		Name: func(c katapult.Certificate) string { return c.Name },
	}
	l := crud.ListOf(certificates, certificate, func(m *model, row katapult.Certificate) {
		m.ID, m.Name = types.StringValue(row.ID), types.StringValue(row.Name)
	})
	l.Complete = read
	return l
}

// create keeps the ID before it waits: a certificate that is not issued is in the state.
func create(ctx context.Context, api *katapult.Client, plan *model) error {
	made, task, err := api.Certificates.Create(ctx, katapult.CertificateArguments{
		Issuer: katapult.LetsEncryptIssuer, Name: plan.Name.ValueString(), AdditionalNames: attrs.SetTexts(plan.AdditionalNames),
		AuthorizationMethod: plan.AuthorizationMethod.ValueString(),
	})
	if err != nil {
		return blame(err)
	}
	plan.fill(made)
	if !plan.WaitForIssuance.ValueBool() {
		return nil
	}
	issued, err := api.Certificates.WaitIssued(ctx, made, task)
	plan.fill(issued)
	return err
}

// read warns of a certificate that browsers will refuse: no plan changes that.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.Certificates.GetOf(ctx, katapult.LetsEncryptIssuer, state.ID.ValueString())
	if err != nil {
		return err
	}
	state.fill(now)
	if problem := now.Problem(); problem != "" {
		crud.Warn(ctx, "Certificate needs attention", problem)
	}
	return nil
}

// update changes what only a creation asks for.
func update(context.Context, *katapult.Client, *model, *model) error { return nil }

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.Certificates.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	argument := katapult.RefusedArgument(err, "name", "additional_names", "authorization_method")
	return crud.AtIf(argument != "", path.Root(argument), err)
}
