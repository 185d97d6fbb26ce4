package registry_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

// TestWhatAQueryListsIsImportedWithoutAnEdit queries each list resource, with the filter of
// its example and without a filter, for what the examples name. What "terraform query
// -generate-config-out" writes of it plans imports and nothing else.
func TestWhatAQueryListsIsImportedWithoutAnEdit(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		if o.kind != "list-resources" {
			return
		}
		filters := []map[string]string{exampleFilter(t, o.name), nil}
		for _, a := range o.schema.Block.Attributes {
			if a.Required {
				filters = filters[:1] // it lists nothing without one
			}
		}
		for _, filter := range filters {
			if strings.HasPrefix(o.name, "katapult_sailpoint_") {
				w := acctest.NewSailPoint(t, registry.All()...)
				w.SeedExamples()
				w.ImportsListed(o.name, filter)
				continue
			}
			w := acctest.New(t, registry.All()...)
			w.SeedExamples()
			w.ImportsListed(o.name, filter)
		}
	})
}

// exampleFilter returns the arguments of the example of a list resource.
func exampleFilter(t *testing.T, name string) map[string]string {
	t.Helper()
	file := filepath.Join(root, "examples/list-resources", name, "list-resource.tfquery.hcl")
	parsed, diags := hclparse.NewParser().ParseHCLFile(file)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	body, _ := parsed.Body.(*hclsyntax.Body)
	filter := map[string]string{}
	for _, list := range body.Blocks {
		for _, config := range list.Body.Blocks {
			for _, argument := range config.Body.Attributes {
				value, diags := argument.Expr.Value(&hcl.EvalContext{})
				text, err := convert.Convert(value, cty.String)
				if diags.HasErrors() || err != nil {
					t.Fatal(fmt.Sprint(argument.Name, diags, err))
				}
				filter[argument.Name] = text.AsString()
			}
		}
	}
	if len(filter) == 0 {
		t.Fatalf("%s shows no argument", file)
	}
	return filter
}
