// Package certificate finds certificates of all issuers, reads their private keys, and
// offers the actions katapult_certificate_reissue and katapult_certificate_reset_token.
package certificate

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the certificate, whatever has issued it.
var Object = crud.Object{
	DataSources: append([]func() datasource.DataSource{one.New}, many.DataSources()...),
	Ephemerals:  []func() ephemeral.EphemeralResource{material.New},
	Actions:     []func() action.Action{reissue.New, resetToken.New},
}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_certificate",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one certificate, by its ID or by its name.\n\n" +
			"**The private key is in the state.** The ephemeral resource of the same name reads it without leaving it anywhere.",
		Attributes: attrs.With(attrs.ReadOnly(attrs.CertificateAttributes(nil)), map[string]schema.Attribute{
			"id":                   attrs.SearchKey("ID of the certificate. Either this or `name` has to be set."),
			"name":                 attrs.SearchKey("Name that the certificate is for. Capitals and a full stop at the end make no difference. Either this or `id` has to be set. Two certificates of this name are an error that lists their IDs."),
			"authorization_method": attrs.ComputedString("How Let's Encrypt sees that the names belong to the organization: `dns` or `http`. Null for other issuers."),
		}),
	},
	Validators: []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))},
	Read:       read,
}

type model struct {
	attrs.Certificate

	AuthorizationMethod types.String `tfsdk:"authorization_method"`
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	get := func(ctx context.Context, id string) (katapult.Certificate, error) {
		return api.Certificates.Get(ctx, id)
	}
	name := config.Name
	if !name.IsNull() {
		name = types.StringValue(strings.ToLower(katapult.HostName(name.ValueString()))) // as the API writes it
	}
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, get),
		crud.ByListing("name", name, api.Certificates.List, func(c katapult.Certificate) (name, id string) { return c.Name, c.ID }),
	)
	if err == nil && !config.Name.IsNull() {
		found, err = get(ctx, found.ID)
	}
	if err != nil {
		return err
	}
	config.Fill(attrs.CertificateValues(found))
	config.AuthorizationMethod = types.StringPointerValue(found.AuthorizationMethod)
	return nil
}

var many = crud.Lookup[*katapult.Client, katapult.Certificate, row]{
	Plural: "katapult_certificates", Rows: "certificates", Noun: "certificate",
	Lists: "Lists the certificates of the organization, without the certificates themselves and their private keys.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.Certificate, error) {
		return api.Certificates.List(ctx)
	},
	Name: func(c katapult.Certificate) string { return c.Name },
	Attributes: map[string]schema.Attribute{
		"id":             attrs.ComputedString("ID of the certificate."),
		"name":           attrs.ComputedString("Name that the certificate is for."),
		"issuer":         attrs.ComputedString("What has issued the certificate: `lets_encrypt`, `self_signed` or `custom`."),
		"state":          attrs.ComputedString("State of the certificate: `pending`, `issuing`, `issued` or `issue_failed`."),
		"expires_at":     attrs.ComputedString("When the certificate expires, in RFC 3339. Null until it is issued."),
		"last_issued_at": attrs.ComputedString("When the certificate was last issued, in RFC 3339. Null if Katapult has not issued it."),
	},
	Fill: (*row).fill,
}

type row struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	Issuer       types.String `tfsdk:"issuer"`
	State        types.String `tfsdk:"state"`
	ExpiresAt    types.String `tfsdk:"expires_at"`
	LastIssuedAt types.String `tfsdk:"last_issued_at"`
}

func (m *row) fill(c katapult.Certificate) {
	var all attrs.Certificate
	all.Fill(attrs.CertificateValues(c))
	*m = row{ID: all.ID, Name: all.Name, Issuer: all.Issuer, State: all.State, ExpiresAt: all.ExpiresAt, LastIssuedAt: all.LastIssuedAt}
}
