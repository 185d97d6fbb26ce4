package registry_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// refusals validates a configuration with one argument set. It returns the
// errors, each with its attribute path.
func (o offered) refusals(t *testing.T, argument string, value tftypes.Value) []*tftypes.AttributePath {
	t.Helper()
	server, ok := provider.Server("test", registry.All())().(interface {
		tfprotov6.ProviderServerWithListResource
		tfprotov6.ProviderServerWithActions
	})
	if !ok {
		t.Fatal("the server does not speak all of the protocol")
	}
	of, _ := o.schema.ValueType().(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attribute := range of.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	values[argument] = value
	config, err := tfprotov6.NewDynamicValue(of, tftypes.NewValue(of, values))
	if err != nil {
		t.Fatal(err)
	}
	var diagnostics []*tfprotov6.Diagnostic
	switch o.kind {
	case "resources":
		answer, failed := server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: o.name, Config: &config})
		diagnostics, err = answer.Diagnostics, failed
	case "data-sources":
		answer, failed := server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: o.name, Config: &config})
		diagnostics, err = answer.Diagnostics, failed
	case "list-resources":
		answer, failed := server.ValidateListResourceConfig(t.Context(), &tfprotov6.ValidateListResourceConfigRequest{TypeName: o.name, Config: &config})
		diagnostics, err = answer.Diagnostics, failed
	case "ephemeral-resources":
		answer, failed := server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: o.name, Config: &config})
		diagnostics, err = answer.Diagnostics, failed
	case "actions":
		answer, failed := server.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: o.name, Config: &config})
		diagnostics, err = answer.Diagnostics, failed
	}
	if err != nil {
		t.Fatal(err)
	}
	var at []*tftypes.AttributePath
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError && d.Attribute != nil {
			at = append(at, d.Attribute)
		}
	}
	return at
}

// refuses reports whether validation rejects a value at an attribute path.
func (o offered) refuses(t *testing.T, argument string, value tftypes.Value, at *tftypes.AttributePath) bool {
	t.Helper()
	return slices.ContainsFunc(o.refusals(t, argument, value), at.Equal)
}

// arguments returns the attributes that a configuration may set. It leaves out those with
// nested ones: each object's own tests have them.
func (o offered) arguments(t *testing.T) []*tfprotov6.SchemaAttribute {
	t.Helper()
	var all []*tfprotov6.SchemaAttribute
	for _, a := range o.schema.Block.Attributes {
		if (a.Optional || a.Required) && a.NestedType == nil {
			all = append(all, a)
		}
	}
	return all
}

func TestEmptyLookupsAndFiltersAreRefusedAtPlan(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		if o.kind == "resources" {
			return // "" clears some of their arguments
		}
		for _, a := range o.arguments(t) {
			if a.Type == nil || !a.Type.Is(tftypes.String) {
				continue
			}
			at := tftypes.NewAttributePath().WithAttributeName(a.Name)
			for _, blank := range []string{"", " ", "\t\r\n"} {
				if !o.refuses(t, a.Name, tftypes.NewValue(tftypes.String, blank), at) {
					t.Errorf("%s = %q is not refused there", a.Name, blank)
				}
			}
			for _, fine := range []any{nil, tftypes.UnknownValue} {
				if (fine != nil || a.Optional) && o.refuses(t, a.Name, tftypes.NewValue(tftypes.String, fine), at) {
					t.Errorf("%s = %v is refused", a.Name, fine)
				}
			}
		}
	})
}

func TestNullAndBlankElementsAreRefusedAtPlan(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		for _, a := range o.arguments(t) {
			if a.Type == nil {
				continue
			}
			for _, bad := range []any{nil, "", " ", "\t\r\n"} {
				element := tftypes.NewValue(tftypes.String, bad)
				at := tftypes.NewAttributePath().WithAttributeName(a.Name)
				var value tftypes.Value
				switch of := a.Type.(type) {
				case tftypes.Set:
					at = at.WithElementKeyValue(element)
					value = tftypes.NewValue(of, []tftypes.Value{tftypes.NewValue(of.ElementType, "a"), element})
				case tftypes.List:
					at = at.WithElementKeyInt(1)
					value = tftypes.NewValue(of, []tftypes.Value{tftypes.NewValue(of.ElementType, "a"), element})
				case tftypes.Map:
					at = at.WithElementKeyString("b")
					if of.ElementType.Is(tftypes.Number) {
						if bad != nil {
							continue // no number is blank
						}
						value = tftypes.NewValue(of, map[string]tftypes.Value{"a": tftypes.NewValue(of.ElementType, 1), "b": tftypes.NewValue(of.ElementType, nil)})
						break
					}
					value = tftypes.NewValue(of, map[string]tftypes.Value{"a": tftypes.NewValue(of.ElementType, "a"), "b": element})
				default:
					continue
				}
				if !o.refuses(t, a.Name, value, at) {
					t.Errorf("%s = [\"a\", %v] is not refused at its second element", a.Name, element)
				}
			}
		}
	})
}

func TestImportsRefuseBlankAndForeignIDs(t *testing.T) {
	t.Parallel()
	prefix := regexp.MustCompile(`^[a-z]+_`)
	eachOffered(t, func(t *testing.T, o offered) {
		if o.kind != "resources" {
			return
		}
		refused := func(id string) bool {
			answer, err := provider.Server("test", registry.All())().ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: o.name, ID: id})
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(answer.Diagnostics, func(d *tfprotov6.Diagnostic) bool { return strings.Contains(d.Detail, "is not of the form") })
		}
		for _, blank := range []string{"", " ", "\r\n", "/", " / "} {
			if len(o.key) == 1 && strings.Contains(blank, "/") {
				continue
			}
			if !refused(blank) {
				t.Errorf("%q is taken for an import ID", blank)
			}
		}
		example, _ := os.ReadFile(filepath.Join(root, "examples", o.kind, o.name, "import.sh"))
		words := strings.Fields(string(example))
		parts := strings.Split(words[len(words)-1], "/")
		if !prefix.MatchString(parts[0]) {
			return
		}
		if refused(strings.Join(parts, "/")) {
			t.Errorf("the example %s is refused", strings.Join(parts, "/"))
		}
		for i := range parts {
			foreign := slices.Clone(parts)
			foreign[i] = "foreign_1"
			if !refused(strings.Join(foreign, "/")) {
				t.Errorf("%s is taken for an import ID: what do the IDs begin with?", strings.Join(foreign, "/"))
			}
		}
	})
}
