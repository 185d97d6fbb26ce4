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
	return list(w.t, w.offer, w.settings(), typeName, filter, limit)
}

// settings are the provider's arguments for this world.
func (w *World) settings() map[string]any {
	return map[string]any{"api_url": w.URL, "api_key": Token, "organization": "acme"}
}

func list(t *testing.T, o offer, settings map[string]any, typeName string, filter map[string]string, limit int64) []Listed {
	t.Helper()
	server, schemas := configured(t, o, settings)
	given := map[string]any{}
	for name, value := range filter {
		given[name] = value
	}
	stream, err := server.ListResource(t.Context(), &tfprotov6.ListResourceRequest{
		TypeName:        typeName,
		Config:          object(t, schemas.ListResourceSchemas[typeName].ValueType(), given),
		IncludeResource: true,
		Limit:           limit,
	})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var all []Listed
	for r := range stream.Results {
		fine(t, r.Diagnostics)
		all = append(all, Listed{
			Name:     r.DisplayName,
			Identity: texts(t, r.Identity.IdentityData, identities.IdentitySchemas[typeName].ValueType()),
			Resource: texts(t, r.Resource, schemas.ResourceSchemas[typeName].ValueType()),
		})
	}
	return all
}

// Invoked is what an action told while it ran, and in the end.
type Invoked struct {
	Progress         []string
	Errors, Warnings []string
	// At are the attributes that errors are blamed on.
	At []string
}

// invoke runs an action, whose arguments are texts or lists of texts.
func invoke(t *testing.T, o offer, settings map[string]any, typeName string, config map[string]any) Invoked {
	t.Helper()
	server, schemas := configured(t, o, settings)
	value := object(t, schemas.ActionSchemas[typeName].Schema.ValueType(), config)
	var told Invoked
	validated, err := server.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	if told.take(validated.Diagnostics); len(told.Errors) > 0 {
		return told
	}
	planned, err := server.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: typeName, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	fine(t, planned.Diagnostics)
	stream, err := server.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: typeName, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			told.Progress = append(told.Progress, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			told.take(e.Diagnostics)
		}
	}
	return told
}

// take adds diagnostics to what was told.
func (i *Invoked) take(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		text := d.Summary + ": " + d.Detail
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			i.Errors = append(i.Errors, text)
			if d.Attribute != nil {
				i.At = append(i.At, d.Attribute.String())
			}
		} else {
			i.Warnings = append(i.Warnings, text)
		}
	}
}

// server is all of the protocol that tests use.
type server interface {
	tfprotov6.ProviderServer
	tfprotov6.ProviderServerWithListResource
	tfprotov6.ProviderServerWithActions
}

// configured returns a provider with settings, and its schemas.
func configured(t *testing.T, o offer, settings map[string]any) (server, *tfprotov6.GetProviderSchemaResponse) {
	t.Helper()
	made, err := o.factories()["katapult"]()
	if err != nil {
		t.Fatal(err)
	}
	s, ok := made.(server)
	if !ok {
		t.Fatalf("%T does not speak all of the protocol", made)
	}
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: object(t, schemas.Provider.ValueType(), settings),
	})
	if err != nil {
		t.Fatal(err)
	}
	fine(t, answer.Diagnostics)
	return s, schemas
}

func fine(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diagnostics {
		t.Errorf("%s: %s: %s", d.Severity, d.Summary, d.Detail)
	}
}

// object is a value of an object type: what is given, and nulls.
func object(t *testing.T, of tftypes.Type, given map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(of, valueOf(of, given))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// valueOf turns texts, lists of texts, of which []any can have nulls, and maps by attribute into a value.
func valueOf(of tftypes.Type, given any) tftypes.Value {
	switch g := given.(type) {
	case map[string]any:
		values := map[string]tftypes.Value{}
		for name, attribute := range of.(tftypes.Object).AttributeTypes {
			values[name] = valueOf(attribute, g[name])
		}
		return tftypes.NewValue(of, values)
	case []any:
		values := make([]tftypes.Value, len(g))
		for i, element := range g {
			values[i] = valueOf(tftypes.String, element)
		}
		return tftypes.NewValue(of, values)
	case []string:
		values := make([]tftypes.Value, len(g))
		for i, text := range g {
			values[i] = tftypes.NewValue(tftypes.String, text)
		}
		return tftypes.NewValue(of, values)
	}
	return tftypes.NewValue(of, given)
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
