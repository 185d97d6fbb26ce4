package registry_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/contract"
)

// officialSchemas is what "terraform providers schema -json" prints of the official
// provider.
type officialSchemas struct {
	Resources   map[string]officialSchema `json:"resource_schemas"`
	DataSources map[string]officialSchema `json:"data_source_schemas"`
}

type officialSchema struct {
	Version int64         `json:"version"`
	Block   officialBlock `json:"block"`
}

type officialBlock struct {
	Attributes map[string]officialAttribute `json:"attributes"`
	Blocks     map[string]struct {
		Nesting string        `json:"nesting_mode"`
		Block   officialBlock `json:"block"`
	} `json:"block_types"`
}

type officialAttribute struct {
	Type   json.RawMessage `json:"type"`
	Nested *struct {
		Nesting    string                       `json:"nesting_mode"`
		Attributes map[string]officialAttribute `json:"attributes"`
	} `json:"nested_type"`
	argument
}

// argument is how an attribute can be set.
type argument struct {
	Type      string `json:"-"`
	Required  bool   `json:"required"`
	Optional  bool   `json:"optional"`
	Computed  bool   `json:"computed"`
	Sensitive bool   `json:"sensitive"`
}

// TestOfficialInterfaceIsKept compares every type with the official provider's, so that
// configurations and states of that provider fit this one. An argument may be optional
// instead of required, and computed as well.
func TestOfficialInterfaceIsKept(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(contract.Require(t, "katapult/official-schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var official officialSchemas
	if err := json.Unmarshal(content, &official); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, o := range everything(t) {
		theirs, exists := map[string]map[string]officialSchema{"resources": official.Resources, "data-sources": official.DataSources}[o.kind][o.name]
		if !exists {
			continue
		}
		compared++
		if o.schema.Version != theirs.Version {
			t.Errorf("%s %s: its schema has version %d, not %d", o.kind, o.name, o.schema.Version, theirs.Version)
		}
		before, now := map[string]argument{}, map[string]argument{}
		flattenOfficial(before, "", theirs.Block)
		flatten(now, "", o.schema.Block)
		for _, problem := range compare(before, now) {
			t.Errorf("%s %s: %s", o.kind, o.name, problem)
		}
	}
	if compared < 30 {
		t.Errorf("only %d types were compared", compared)
	}
}

// compare says what keeps attributes, by their paths, from being used as before.
func compare(before, now map[string]argument) []string {
	var problems []string
	for _, path := range slices.Sorted(maps.Keys(before)) {
		if problem := differs(before[path], now[path], before[parent(path)]); problem != "" {
			problems = append(problems, path+" "+problem)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(now)) {
		_, existed := before[path]
		_, parentExisted := before[parent(path)]
		if !existed && now[path].Required && (parent(path) == "" || parentExisted) {
			problems = append(problems, path+" is new, and required")
		}
	}
	return problems
}

// parent is the path of what an attribute is within.
func parent(path string) string {
	return path[:max(0, strings.LastIndex(path, "."))]
}

func differs(before, now, within argument) string {
	switch {
	case now.Type == "":
		return "is missing"
	case now.Type != before.Type:
		return fmt.Sprintf("is a %s, not a %s", now.Type, before.Type)
	case now.Sensitive != before.Sensitive:
		return fmt.Sprintf("is sensitive: %t", now.Sensitive)
	case within.Computed && !within.Optional: // then nothing in it can be set
		return ""
	case now.Required && !before.Required:
		return "is required"
	case (before.Required || before.Optional) && !now.Required && !now.Optional:
		return "can no longer be set"
	case before.Computed && !now.Computed:
		return "is no longer computed"
	}
	return ""
}

// flattenOfficial collects the attributes of a block by their paths.
func flattenOfficial(all map[string]argument, prefix string, b officialBlock) {
	flattenOfficialAttributes(all, prefix, b.Attributes)
	for name, block := range b.Blocks {
		all[prefix+name] = argument{Type: block.Nesting + " block"}
		flattenOfficial(all, prefix+name+".", block.Block)
	}
}

func flattenOfficialAttributes(all map[string]argument, prefix string, attributes map[string]officialAttribute) {
	for name, a := range attributes {
		one := a.argument
		if a.Nested != nil {
			one.Type = a.Nested.Nesting + " object"
			flattenOfficialAttributes(all, prefix+name+".", a.Nested.Attributes)
		} else if ty, err := tftypes.ParseJSONType(a.Type); err == nil { //nolint:staticcheck // it reads exactly this form
			one.Type = flattenType(all, prefix+name+".", ty)
		}
		all[prefix+name] = one
	}
}

// flatten is flattenOfficial for a type of this provider.
func flatten(all map[string]argument, prefix string, b *tfprotov6.SchemaBlock) {
	flattenAttributes(all, prefix, b.Attributes)
	for _, block := range b.BlockTypes {
		all[prefix+block.TypeName] = argument{Type: strings.ToLower(block.Nesting.String()) + " block"}
		flatten(all, prefix+block.TypeName+".", block.Block)
	}
}

func flattenAttributes(all map[string]argument, prefix string, attributes []*tfprotov6.SchemaAttribute) {
	for _, a := range attributes {
		one := argument{Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive}
		if a.NestedType != nil {
			one.Type = strings.ToLower(a.NestedType.Nesting.String()) + " object"
			flattenAttributes(all, prefix+a.Name+".", a.NestedType.Attributes)
		} else {
			one.Type = flattenType(all, prefix+a.Name+".", a.Type)
		}
		all[prefix+a.Name] = one
	}
}

// flattenType describes a type. It collects the attributes of objects in it, which the
// older plugin protocol has instead of nested attributes.
func flattenType(all map[string]argument, prefix string, ty tftypes.Type) string {
	var element tftypes.Type
	nesting := ""
	switch ty := ty.(type) {
	case tftypes.List:
		element, nesting = ty.ElementType, "list"
	case tftypes.Set:
		element, nesting = ty.ElementType, "set"
	case tftypes.Map:
		element, nesting = ty.ElementType, "map"
	default:
		return ty.String()
	}
	object, isObject := element.(tftypes.Object)
	if !isObject {
		return ty.String()
	}
	for name, of := range object.AttributeTypes {
		all[prefix+name] = argument{Type: flattenType(all, prefix+name+".", of), Computed: true}
	}
	return nesting + " object"
}
