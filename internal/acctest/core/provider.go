package core

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// client is a provider that was started for a walk.
type client struct {
	tfprotov6.ProviderServer

	name string
	// address is the provider's, as the state has it.
	address      string
	provider     *schema
	resources    map[string]*schema
	data         map[string]*schema
	plansDestroy bool
}

// start starts a provider, and gets its schemas unless they are known from
// another start.
func start(ctx context.Context, name, address string, factory Factory, known *client) (*client, error) {
	server, err := factory()
	if err != nil {
		return nil, err
	}
	if known != nil {
		again := *known
		again.ProviderServer, again.address = server, address
		return &again, nil
	}
	answer, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	for _, d := range answer.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, fmt.Errorf("no schema: %s: %s", d.Summary, d.Detail)
		}
	}
	c := &client{
		ProviderServer: server, name: name, address: address, provider: newSchema(answer.Provider),
		resources: map[string]*schema{}, data: map[string]*schema{},
		plansDestroy: answer.ServerCapabilities != nil && answer.ServerCapabilities.PlanDestroy,
	}
	for typeName, s := range answer.ResourceSchemas {
		c.resources[typeName] = newSchema(s)
	}
	for typeName, s := range answer.DataSourceSchemas {
		c.data[typeName] = newSchema(s)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return c, nil //nolint:nilerr // a provider from before identities says that it has none
	}
	for typeName, s := range identities.IdentitySchemas {
		if c.resources[typeName] != nil {
			c.resources[typeName].identity = s
		}
	}
	return c, nil
}

// schemaOf is the schema of a resource or data source, or nil.
func (c *client) schemaOf(a resourceAddress) *schema {
	if a.data {
		return c.data[a.typeName]
	}
	return c.resources[a.typeName]
}

// encoder encodes the values of a request, and keeps the first error.
type encoder struct{ err error }

func (e *encoder) value(v cty.Value, ty cty.Type) *tfprotov6.DynamicValue {
	encoded, err := encode(v, ty)
	if err != nil && e.err == nil {
		e.err = err
	}
	return encoded
}

// identity encodes what identifies a resource, where it has that.
func (e *encoder) identity(v cty.Value, s *schema) *tfprotov6.ResourceIdentityData {
	if s.identity == nil || v == cty.NilVal || v.IsNull() {
		return nil
	}
	return &tfprotov6.ResourceIdentityData{IdentityData: e.value(v, s.identityType())}
}

func decodeIdentity(d *tfprotov6.ResourceIdentityData, s *schema) (cty.Value, error) {
	if d == nil || s.identity == nil {
		return cty.NilVal, nil
	}
	return decode(d.IdentityData, s.identityType())
}

// callFailed makes diagnostics of an error of the protocol itself, if any.
func callFailed(err error) Diagnostics {
	if err == nil {
		return nil
	}
	return wrong(err)
}

// validate has a configuration validated.
func (c *client) validate(ctx context.Context, r *configured, config cty.Value, address string) Diagnostics {
	s := c.schemaOf(r.address)
	encoded, err := encode(config, s.ty)
	if err != nil {
		return wrong(err)
	}
	if r.address.data {
		answer, err := c.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: r.address.typeName, Config: encoded})
		if err != nil {
			return wrong(err)
		}
		return fromProvider(answer.Diagnostics, r.body, address)
	}
	answer, err := c.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: r.address.typeName, Config: encoded,
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		return wrong(err)
	}
	return fromProvider(answer.Diagnostics, r.body, address)
}

// configure validates the provider's block and, unless that is all, hands it
// over.
func (c *client) configure(ctx context.Context, s *scope, only bool) Diagnostics {
	body, address := emptyBody, fmt.Sprintf("provider[%q]", c.address)
	for _, b := range s.config.providers {
		if b.Labels[0] == c.name {
			body = b.Body
		}
	}
	config, found := s.block(body, c.provider.object, repetition{})
	if found.HasErrors() {
		return found
	}
	encoded, err := encode(config, c.provider.ty)
	if err != nil {
		return wrong(err)
	}
	validated, err := c.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: encoded})
	if err != nil {
		return wrong(err)
	}
	found = append(found, fromProvider(validated.Diagnostics, body, address)...)
	if only || found.HasErrors() {
		return found
	}
	configured, err := c.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: version, Config: encoded, ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{},
	})
	if err != nil {
		return wrong(err)
	}
	return append(found, fromProvider(configured.Diagnostics, body, address)...)
}
