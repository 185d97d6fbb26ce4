// Package selfsignedcertificate manages katapult_self_signed_certificate.
package selfsignedcertificate

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the self-signed certificate.
var Object = crud.Object{
	Resource: certificate.New,
	Lists:    []func() list.ListResource{listing().New},
}

var certificate = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_self_signed_certificate",
	Timeouts: &crud.Timeouts{Create: 5 * time.Minute, Delete: 2 * time.Minute},
	Schema: schema.Schema{
		MarkdownDescription: "A certificate that Katapult signs itself, for the rules of load balancers. Clients have to be told to trust it.\n\n" +
			"Katapult issues it for a year, and again a month before it expires, with a new private key. No plan shows that. The action `katapult_certificate_reissue` does it at once.\n\n" +
			"**The private key is in the state.** The ephemeral resource `katapult_certificate` reads it without leaving it anywhere.\n\n" +
			"A certificate cannot be deleted while a load balancer's rule uses it: with `lifecycle { create_before_destroy = true }` a new one takes its place first. It needs version 3.17 of Katapult's core API.",
		Attributes: attrs.CertificateAttributes(attrs.CertificateNames(" or `*.example.com`")),
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a name", Fits: katapult.IsDomain,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.Certificates.FindByName(ctx, katapult.SelfSignedIssuer, written)
			return []string{found.ID}, err
		},
	},
	Create: create, Read: read, Destroy: destroy,
}

type model struct {
	attrs.Certificate

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// listing lists certificates of this issuer. Their rows lack most of what they have.
func listing() crud.List[*katapult.Client, types.Object, katapult.Certificate, model] {
	certificates := crud.Lookup[*katapult.Client, katapult.Certificate, attrs.Certificate]{
		Noun: "self-signed certificate", Lists: "Lists the self-signed certificates of the organization.",
		List: func(ctx context.Context, api *katapult.Client) ([]katapult.Certificate, error) {
			return api.Certificates.ListOf(ctx, katapult.SelfSignedIssuer)
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
		Issuer: katapult.SelfSignedIssuer, Name: plan.Name.ValueString(), AdditionalNames: attrs.SetTexts(plan.AdditionalNames),
	})
	if err != nil {
		return blame(err)
	}
	plan.Fill(attrs.CertificateValues(made))
	issued, err := api.Certificates.WaitIssued(ctx, made, task)
	plan.Fill(attrs.CertificateValues(issued))
	return err
}

// read warns of a certificate that browsers will refuse: no plan changes that.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.Certificates.GetOf(ctx, katapult.SelfSignedIssuer, state.ID.ValueString())
	if err != nil {
		return err
	}
	state.Fill(attrs.CertificateValues(now))
	if problem := now.Problem(); problem != "" {
		crud.Warn(ctx, "Certificate needs attention", problem)
	}
	return nil
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.Certificates.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	argument := katapult.RefusedArgument(err, "name", "additional_names")
	return crud.AtIf(argument != "", path.Root(argument), err)
}
