package acctest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// ImportsListed queries a list resource with a filter and imports what it lists, in the
// configuration that Generated returns. The plan has to import the objects, of which there
// has to be one, and change nothing. ImportsListed returns the configuration.
func (w *World) ImportsListed(typeName string, filter map[string]string) (config string) {
	w.t.Helper()
	return importsListed(w.t, w.offer, w.settings(), w.Shell, typeName, filter)
}

// ImportsListed is that of a World, for this tenant.
func (w *SailPoint) ImportsListed(typeName string, filter map[string]string) (config string) {
	w.t.Helper()
	return importsListed(w.t, w.offer, w.settings(), w.Shell, typeName, filter)
}

func importsListed(
	t *testing.T, o offer, settings map[string]any, shell func(config string) *Shell, typeName string, filter map[string]string,
) (config string) {
	t.Helper()
	config, objects := generated(t, o, settings, typeName, filter)
	if objects == 0 {
		t.Errorf("%s lists nothing with %v", typeName, filter)
		return ""
	}
	PlansImports(t, shell(config), objects)
	return config
}

// PlansImports checks that a plan imports this many objects, and changes nothing.
func PlansImports(t *testing.T, shell *Shell, objects int) {
	t.Helper()
	output, err := shell.Run("plan", "-no-color")
	if want := fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", objects); err != nil || !strings.Contains(output, want) {
		t.Errorf("%v: the plan is not %q:\n%s\n%s", err, want, output, shell.Read("main.tf"))
	}
}

// Generated queries a list resource, and returns the configuration that "terraform query
// -generate-config-out" writes: an import of each object, with every attribute that has a
// value in the listed resource and can be configured, and null for what is sensitive.
func (w *World) Generated(typeName string, filter map[string]string) (config string, objects int) {
	w.t.Helper()
	return generated(w.t, w.offer, w.settings(), typeName, filter)
}

func generated(t *testing.T, o offer, settings map[string]any, typeName string, filter map[string]string) (config string, objects int) {
	t.Helper()
	server, schemas := configuredServer(t, o, settings)
	results := listed(t, server, schemas, typeName, filter, 0, true)
	for i, r := range results {
		config += importOf(t, typeName, fmt.Sprintf("listed_%d", i), r.Resource, schemas.ResourceSchemas[typeName])
	}
	return config, len(results)
}

// importOf writes a listed resource, and the block that imports it by its ID.
func importOf(t *testing.T, typeName, name string, listed *tfprotov6.DynamicValue, s *tfprotov6.Schema) string {
	t.Helper()
	var of cty.Type
	encoded, err := s.ValueType().MarshalJSON() //nolint:staticcheck // the only way to the type
	if err == nil {
		of, err = ctyjson.UnmarshalType(encoded)
	}
	var object cty.Value
	if err == nil {
		object, err = msgpack.Unmarshal(listed.MsgPack, of)
	}
	if err != nil {
		t.Fatal(err)
	}
	file := hclwrite.NewEmptyFile()
	block := file.Body().AppendNewBlock("import", nil).Body()
	block.SetAttributeRaw("to", hclwrite.TokensForIdentifier(typeName+"."+name))
	block.SetAttributeValue("id", object.GetAttr("id"))
	body := file.Body().AppendNewBlock("resource", []string{typeName, name}).Body()
	for _, a := range s.Block.Attributes {
		value := object.GetAttr(a.Name)
		switch {
		case !a.Required && !a.Optional || value.IsNull():
		case a.Sensitive:
			body.SetAttributeValue(a.Name, cty.NullVal(cty.DynamicPseudoType)) // as Terraform writes it
		default:
			body.SetAttributeValue(a.Name, arguments(value, a.NestedType))
		}
	}
	return string(file.Bytes())
}

// arguments leaves out of objects what a configuration cannot set.
func arguments(value cty.Value, nested *tfprotov6.SchemaObject) cty.Value {
	switch {
	case nested == nil || value.IsNull():
		return value
	case nested.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
		return configurable(value, nested)
	case nested.Nesting == tfprotov6.SchemaObjectNestingModeList:
		elements := []cty.Value{}
		for _, element := range value.AsValueSlice() {
			elements = append(elements, configurable(element, nested))
		}
		return cty.TupleVal(elements)
	}
	return value
}

func configurable(object cty.Value, nested *tfprotov6.SchemaObject) cty.Value {
	values := map[string]cty.Value{}
	for _, a := range nested.Attributes {
		if value := object.GetAttr(a.Name); (a.Required || a.Optional) && !value.IsNull() {
			values[a.Name] = arguments(value, a.NestedType)
		}
	}
	return cty.ObjectVal(values)
}
