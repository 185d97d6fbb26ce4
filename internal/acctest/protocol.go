package acctest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What needs a newer CLI than the oldest supported one is tried through the
// protocol, in process.

// Listed is one result of a list resource: what identifies it, what a person
// calls it, and the texts of its resource.
type Listed struct {
	Name               string
	Identity, Resource map[string]string
}

// List asks a list resource for everything the filter lets through, up to the
// limit.
func (w *World) List(typeName string, filter map[string]string, limit int64) []Listed {
	w.t.Helper()
	server, schemas := w.configured()
	stream, err := server.ListResource(w.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName:        typeName,
		Config:          object(w.t, schemas.ListResourceSchemas[typeName].ValueType(), filter),
		IncludeResource: true,
		Limit:           limit,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(w.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		w.t.Fatal(err)
	}
	var all []Listed
	for r := range stream.Results {
		w.fine(r.Diagnostics)
		all = append(all, Listed{
			Name:     r.DisplayName,
			Identity: texts(w.t, r.Identity.IdentityData, identities.IdentitySchemas[typeName].ValueType()),
			Resource: texts(w.t, r.Resource, schemas.ResourceSchemas[typeName].ValueType()),
		})
	}
	return all
}

// server is all of the protocol that tests use.
type server interface {
	tfprotov6.ProviderServer
	tfprotov6.ProviderServerWithListResource
}

// configured returns a provider for this world, and its schemas.
func (w *World) configured() (server, *tfprotov6.GetProviderSchemaResponse) {
	w.t.Helper()
	made, err := Factories()["katapult"]()
	if err != nil {
		w.t.Fatal(err)
	}
	s, ok := made.(server)
	if !ok {
		w.t.Fatalf("%T does not speak all of the protocol", made)
	}
	schemas, err := s.GetProviderSchema(w.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		w.t.Fatal(err)
	}
	answer, err := s.ConfigureProvider(w.t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: object(w.t, schemas.Provider.ValueType(), map[string]string{"api_url": w.URL, "api_key": Token, "organization": "acme"}),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.fine(answer.Diagnostics)
	return s, schemas
}

func (w *World) fine(diagnostics []*tfprotov6.Diagnostic) {
	w.t.Helper()
	for _, d := range diagnostics {
		w.t.Errorf("%s: %s: %s", d.Severity, d.Summary, d.Detail)
	}
}

// object is a value of an object type: the given texts, and nulls.
func object(t *testing.T, of tftypes.Type, given map[string]string) *tfprotov6.DynamicValue {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, attribute := range of.(tftypes.Object).AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
		if text, ok := given[name]; ok {
			values[name] = tftypes.NewValue(attribute, text)
		}
	}
	value, err := tfprotov6.NewDynamicValue(of, tftypes.NewValue(of, values))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// texts are the attributes of an object that are texts.
func texts(t *testing.T, value *tfprotov6.DynamicValue, of tftypes.Type) map[string]string {
	t.Helper()
	decoded, err := value.Unmarshal(of)
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := decoded.As(&attributes); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, attribute := range attributes {
		var text string
		if attribute.Type().Is(tftypes.String) && attribute.As(&text) == nil {
			all[name] = text
		}
	}
	return all
}
