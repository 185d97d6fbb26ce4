package acctest

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Tests use the protocol directly for what the oldest supported CLI lacks.

// Listed is one result of a list resource. Resource and Identity hold only the string
// attributes.
type Listed struct {
	Name               string
	Identity, Resource map[string]string
}

// List queries a list resource with a filter, up to the limit.
func (w *World) List(typeName string, filter map[string]string, limit int64) []Listed {
	w.t.Helper()
	return list(w.t, w.offer, w.settings(), typeName, filter, limit)
}

// ListIdentities queries a list resource for no more than the identities, and returns
// their "id".
func (w *World) ListIdentities(typeName string, filter map[string]string) (ids []string) {
	w.t.Helper()
	server, schemas := configuredServer(w.t, w.offer, w.settings())
	identities, err := server.GetResourceIdentitySchemas(w.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range listed(w.t, server, schemas, typeName, filter, 0, false) {
		ids = append(ids, stringAttributes(w.t, r.Identity.IdentityData, identities.IdentitySchemas[typeName].ValueType())["id"])
	}
	return ids
}

// settings are the provider's arguments for this world.
func (w *World) settings() map[string]any {
	return map[string]any{"api_url": w.URL, "api_key": Token, "organization": "acme"}
}

func list(t *testing.T, o offer, settings map[string]any, typeName string, filter map[string]string, limit int64) []Listed {
	t.Helper()
	server, schemas := configuredServer(t, o, settings)
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var all []Listed
	for _, r := range listed(t, server, schemas, typeName, filter, limit, true) {
		one := Listed{
			Name:     r.DisplayName,
			Identity: stringAttributes(t, r.Identity.IdentityData, identities.IdentitySchemas[typeName].ValueType()),
		}
		if r.Resource != nil {
			one.Resource = stringAttributes(t, r.Resource, schemas.ResourceSchemas[typeName].ValueType())
		}
		all = append(all, one)
	}
	return all
}

// listed queries a list resource.
func listed(
	t *testing.T, s server, schemas *tfprotov6.GetProviderSchemaResponse, typeName string, filter map[string]string, limit int64, withResources bool,
) []tfprotov6.ListResourceResult {
	t.Helper()
	given := map[string]any{}
	for name, value := range filter {
		given[name] = value
	}
	stream, err := s.ListResource(t.Context(), &tfprotov6.ListResourceRequest{
		TypeName:        typeName,
		Config:          objectValue(t, schemas.ListResourceSchemas[typeName].ValueType(), given),
		IncludeResource: withResources,
		Limit:           limit,
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []tfprotov6.ListResourceResult
	for r := range stream.Results {
		noDiagnostics(t, r.Diagnostics)
		all = append(all, r)
	}
	return all
}

// Invoke runs an action. The arguments are strings, booleans or lists of strings.
func (w *World) Invoke(typeName string, config map[string]any) Invoked {
	w.t.Helper()
	return invoke(w.t, w.offer, w.settings(), typeName, config)
}

// Open opens an ephemeral resource and returns its attributes, or the texts of its errors.
func (w *World) Open(typeName string, config map[string]any) (attributes map[string]string, errs []string) {
	w.t.Helper()
	server, schemas := configuredServer(w.t, w.offer, w.settings())
	of := schemas.EphemeralResourceSchemas[typeName].ValueType()
	opened, err := server.OpenEphemeralResource(w.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: objectValue(w.t, of, config)})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range opened.Diagnostics {
		errs = append(errs, d.Summary+"\n"+d.Detail)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return stringAttributes(w.t, opened.Result, of), nil
}

// OpenThenClose opens an ephemeral resource, calls during with its texts, and closes it. It
// returns the errors of both.
func (w *World) OpenThenClose(typeName string, config map[string]any, during func(attributes map[string]string)) (errs []string) {
	w.t.Helper()
	server, schemas := configuredServer(w.t, w.offer, w.settings())
	of := schemas.EphemeralResourceSchemas[typeName].ValueType()
	opened, err := server.OpenEphemeralResource(w.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: objectValue(w.t, of, config)})
	if err != nil {
		w.t.Fatal(err)
	}
	problems := opened.Diagnostics
	if len(problems) == 0 {
		during(stringAttributes(w.t, opened.Result, of))
		closed, err := server.CloseEphemeralResource(w.t.Context(), &tfprotov6.CloseEphemeralResourceRequest{TypeName: typeName, Private: opened.Private})
		if err != nil {
			w.t.Fatal(err)
		}
		problems = closed.Diagnostics
	}
	for _, d := range problems {
		errs = append(errs, d.Summary+"\n"+d.Detail)
	}
	return errs
}

// Invoked holds the messages of an action.
type Invoked struct {
	Progress         []string
	Errors, Warnings []string
	// At lists the attributes of the errors.
	At []string
}

// invoke runs an action. The arguments are strings or lists of strings.
func invoke(t *testing.T, o offer, settings map[string]any, typeName string, config map[string]any) Invoked {
	t.Helper()
	server, schemas := configuredServer(t, o, settings)
	value := objectValue(t, schemas.ActionSchemas[typeName].Schema.ValueType(), config)
	var invoked Invoked
	validated, err := server.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	if invoked.add(validated.Diagnostics); len(invoked.Errors) > 0 {
		return invoked
	}
	planned, err := server.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: typeName, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	noDiagnostics(t, planned.Diagnostics)
	stream, err := server.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: typeName, Config: value})
	if err != nil {
		t.Fatal(err)
	}
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			invoked.Progress = append(invoked.Progress, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			invoked.add(e.Diagnostics)
		}
	}
	return invoked
}

func (i *Invoked) add(diagnostics []*tfprotov6.Diagnostic) {
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

// server is the part of the protocol that tests use.
type server interface {
	tfprotov6.ProviderServer
	tfprotov6.ProviderServerWithListResource
	tfprotov6.ProviderServerWithActions
}

// configuredServer returns a configured provider and its schemas.
func configuredServer(t *testing.T, o offer, settings map[string]any) (server, *tfprotov6.GetProviderSchemaResponse) {
	t.Helper()
	constructed, err := o.factories()["katapult"]()
	if err != nil {
		t.Fatal(err)
	}
	s, ok := constructed.(server)
	if !ok {
		t.Fatalf("%T does not speak all of the protocol", constructed)
	}
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: objectValue(t, schemas.Provider.ValueType(), settings),
	})
	if err != nil {
		t.Fatal(err)
	}
	noDiagnostics(t, response.Diagnostics)
	return s, schemas
}

func noDiagnostics(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diagnostics {
		t.Errorf("%s: %s: %s", d.Severity, d.Summary, d.Detail)
	}
}

// objectValue returns an object with the given attributes; all others are null.
func objectValue(t *testing.T, of tftypes.Type, given map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(of, valueOf(of, given))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// valueOf converts strings, lists of strings, and maps by attribute. A []any list can hold
// nulls. A string is parsed where the type is another scalar.
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
	if text, isText := given.(string); isText && !of.Is(tftypes.String) {
		var scalar any
		_ = json.Unmarshal([]byte(text), &scalar) // true, false or a number
		given = scalar
	}
	return tftypes.NewValue(of, given)
}

// stringAttributes returns the string attributes of an object.
func stringAttributes(t *testing.T, value *tfprotov6.DynamicValue, of tftypes.Type) map[string]string {
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
