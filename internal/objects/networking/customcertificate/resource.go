// Package customcertificate manages katapult_custom_certificate.
package customcertificate

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the certificate that somebody else has issued.
var Object = crud.Object{
	Resource: certificate.New,
	Lists:    []func() list.ListResource{listing().New},
}

var certificate = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_custom_certificate",
	Timeout:  5 * time.Minute,
	Timeouts: &crud.Timeouts{Delete: 2 * time.Minute},
	Schema: schema.Schema{
		MarkdownDescription: "A certificate that somebody else has issued, with its private key, for the rules of load balancers. Its names are those in the certificate.\n\n" +
			"Katapult does not renew it. A new certificate forces a new resource, which cannot be deleted while a load balancer's rule uses it: with `lifecycle { create_before_destroy = true }` the new one takes its place first. It needs version 3.17 of Katapult's core API.\n\n" +
			"**With `private_key`, the private key is in the state.** `private_key_wo` leaves it neither in the plan nor in the state. " +
			"An import puts the key into the state, if the API token may see it, so that neither has to be configured; with `private_key_wo` the next apply takes it out.",
		Attributes: attrs.CertificateAttributes(map[string]schema.Attribute{
			"certificate": schema.StringAttribute{
				MarkdownDescription: "The certificate in PEM format. Changing this forces a new resource.", Required: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{attrs.KeepSpelling(trimmed), stringplanmodifier.RequiresReplace()},
			},
			"chain": schema.StringAttribute{
				MarkdownDescription: "The certificates of the authorities that have issued it, in PEM format. Changing this forces a new resource.", Optional: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{attrs.KeepSpelling(trimmed), stringplanmodifier.RequiresReplace()},
			},
			"private_key": schema.StringAttribute{
				MarkdownDescription: "The private key in PEM format. It has to be an RSA key. Either this or `private_key_wo` has to be set for a creation. Changing this forces a new resource.",
				Optional:            true, Computed: true, Sensitive: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{keptKey{}, stringplanmodifier.RequiresReplaceIf(keyChanges, keyReplaces, keyReplaces)},
			},
			"private_key_wo": schema.StringAttribute{
				MarkdownDescription: "The private key in PEM format, which is kept neither in the plan nor in the state. It needs `private_key_wo_version`. It has to be an RSA key. Needs Terraform 1.11 or later.",
				Optional:            true, WriteOnly: true, Sensitive: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"private_key_wo_version": schema.Int64Attribute{
				MarkdownDescription: "Any number. Terraform cannot see a change of `private_key_wo`: changing this number forces a new resource, which is created with the key of that time.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("private_key_wo"))},
				PlanModifiers:       []planmodifier.Int64{versionReplaces()},
			},
		}),
	},
	Validators: []resource.ConfigValidator{fittingKey{}},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a name", Fits: katapult.IsDomain,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.Certificates.FindByName(ctx, katapult.CustomIssuer, written)
			return []string{found.ID}, err
		},
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attrs.Certificate

	PrivateKeyWO        types.String   `tfsdk:"private_key_wo"`
	PrivateKeyWOVersion types.Int64    `tfsdk:"private_key_wo_version"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// fill leaves the certificate, the chain and the key as they are configured. An import has
// none of them yet.
func (m *model) fill(c katapult.Certificate) {
	imported := m.Certificate.Certificate.IsNull()
	values := attrs.CertificateValues(c)
	if imported {
		m.Fill(values)
		return
	}
	m.FillBesidesMaterial(values)
}

// listing lists certificates of this issuer. Their rows lack most of what they have.
func listing() crud.List[*katapult.Client, types.Object, katapult.Certificate, model] {
	certificates := crud.Lookup[*katapult.Client, katapult.Certificate, attrs.Certificate]{
		Noun: "custom certificate", Lists: "Lists the organization's certificates that somebody else has issued.",
		List: func(ctx context.Context, api *katapult.Client) ([]katapult.Certificate, error) {
			return api.Certificates.ListOf(ctx, katapult.CustomIssuer)
		},
		Name: func(c katapult.Certificate) string { return c.Name },
	}
	l := crud.ListOf(certificates, certificate, func(m *model, row katapult.Certificate) {
		m.ID, m.Name = types.StringValue(row.ID), types.StringValue(row.Name)
	})
	l.Complete = read
	return l
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	if err := config.checkKey(); err != nil {
		return err
	}
	key := config.PrivateKeyWO
	if key.IsNull() {
		key = plan.PrivateKey
	}
	made, _, err := api.Certificates.Create(ctx, katapult.CertificateArguments{
		Issuer: katapult.CustomIssuer, Certificate: plan.Certificate.Certificate.ValueString(), Chain: plan.Chain.ValueString(), PrivateKey: key.ValueString(),
	})
	if err == nil {
		plan.fill(made)
	}
	return blame(err)
}

// read warns of a certificate that browsers will refuse: no plan changes that.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.Certificates.GetOf(ctx, katapult.CustomIssuer, state.ID.ValueString())
	if err != nil {
		return err
	}
	state.fill(now)
	if problem := now.Problem(); problem != "" {
		crud.Warn(ctx, "Certificate needs attention", problem)
	}
	return nil
}

// update changes where the key is kept. Katapult has it already: it belongs to the
// certificate, which is the same.
func update(context.Context, *katapult.Client, *model, *model) error { return nil }

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.Certificates.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about. Terraform prints the line that is
// blamed, and that of a key must not be printed.
func blame(err error) error {
	argument := katapult.RefusedArgument(err, "certificate", "chain")
	return crud.AtIf(argument != "", path.Root(argument), err)
}
