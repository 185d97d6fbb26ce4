package registry_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"terraform-provider-katapult/internal/contract"
	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// deliberate are the differences from the official provider, each with its reason.
var deliberate = map[string]string{
	"data.katapult_load_balancer_rules.rules.id":     "as of tags",
	"data.katapult_load_balancers.load_balancers.id": "as of tags",
	"data.katapult_tags.tags.id":                     "optional there within a list that is only computed: nobody can set it",
}

// TestConfigurationsOfTheOfficialProviderFit holds every schema against the official
// provider's. A type, an attribute or a block that is missing here, or takes less, would
// refuse a configuration or a state that people have.
func TestConfigurationsOfTheOfficialProviderFit(t *testing.T) {
	t.Parallel()
	theirs, ours := officialShapes(t), ourShapes(t)
	excused := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(theirs)) {
		if ours[name] == nil {
			t.Errorf("%s of the official provider is missing", name)
			continue
		}
		for at, difference := range theirs[name].differences(ours[name]) {
			at = name + at
			if deliberate[at] == "" {
				t.Errorf("%s %s", at, difference)
			}
			excused[at] = true
		}
	}
	for at := range deliberate {
		if !excused[at] {
			t.Errorf("%s is like the official one: take it off the differences", at)
		}
	}
}

// TestDifferencesFromTheOfficialProviderAreSeen shows what the rule above finds.
func TestDifferencesFromTheOfficialProviderAreSeen(t *testing.T) {
	t.Parallel()
	text := shape{of: "string", optional: true}
	for difference, test := range map[string]struct{ theirs, ours shapes }{
		"is missing":                        {shapes{".a": text}, shapes{}},
		"is a number and not a string":      {shapes{".a": text}, shapes{".a": {of: "number", optional: true}}},
		"cannot be set":                     {shapes{".a": text}, shapes{".a": {of: "string", computed: true}}},
		"has to be set":                     {shapes{".a": text}, shapes{".a": {of: "string", required: true}}},
		"is new and has to be set":          {shapes{}, shapes{".a": {of: "string", required: true}}},
		"has no value if it is not set":     {shapes{".a": {of: "string", optional: true, computed: true}}, shapes{".a": text}},
		"is sensitive, unlike the official": {shapes{".a": text}, shapes{".a": {of: "string", optional: true, sensitive: true}}},
		"is not sensitive":                  {shapes{".a": {of: "string", optional: true, sensitive: true}}, shapes{".a": text}},
		"is a list of objects and not a list of blocks": {
			shapes{".a": {of: "list of blocks", optional: true}}, shapes{".a": {of: "list of objects", optional: true}},
		},
	} {
		found := test.theirs.differences(test.ours)
		if len(found) != 1 || !strings.Contains(found[".a"], difference) {
			t.Errorf("%s: %v", difference, found)
		}
	}
	same := shapes{".a": text, ".b": {of: "string", computed: true}, ".c": {of: "string", required: true}}
	wider := shapes{".a": {of: "string", optional: true, computed: true}, ".b": {of: "string", optional: true, computed: true}, ".c": text, ".d": text}
	if found := same.differences(wider); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

// shape is what one attribute or block takes and gives.
type shape struct {
	of string
	// required, optional, computed and sensitive are those of the schema. An element of a
	// collection is computed as the collection is.
	required, optional, computed, sensitive bool
}

// shapes are those of a type, by path. The type's own has an empty path.
type shapes map[string]shape

// differences are where ours take less than theirs, or give another value.
func (s shapes) differences(ours shapes) map[string]string {
	found := map[string]string{}
	for at, their := range s {
		our, exists := ours[at]
		parent, _ := ours.parent(s, at)
		switch {
		case !exists && parent:
			found[at] = "is missing"
		case !exists: // as its parent is
		case our.of != their.of:
			found[at] = fmt.Sprintf("is a %s and not a %s", our.of, their.of)
		case (their.required || their.optional) && !our.required && !our.optional:
			found[at] = "cannot be set, unlike the official one"
		case our.required && !their.required:
			found[at] = "has to be set, unlike the official one"
		case their.computed && !our.computed:
			found[at] = "has no value if it is not set, unlike the official one"
		case our.sensitive && !their.sensitive:
			found[at] = "is sensitive, unlike the official one: outputs of it would be refused"
		case their.sensitive && !our.sensitive:
			found[at] = "is not sensitive, unlike the official one"
		}
	}
	for at, our := range ours {
		_, both := ours.parent(s, at)
		if _, exists := s[at]; !exists && both && our.required {
			found[at] = "is new and has to be set"
		}
	}
	return found
}

// parent reports whether what contains an attribute is among ours, and whether it is among
// theirs too.
func (s shapes) parent(theirs shapes, at string) (here, both bool) {
	parent := at[:max(strings.LastIndex(at, "."), 0)]
	if parent == "" {
		return true, true
	}
	_, here = s[parent]
	_, there := theirs[parent]
	return here, here && there
}

// addType adds the shape of a value, and those of what it is made of.
func (s shapes) addType(at string, of cty.Type, like shape) {
	like.of = ""
	for of.IsCollectionType() {
		switch {
		case of.IsListType():
			like.of += "list of "
		case of.IsSetType():
			like.of += "set of "
		default:
			like.of += "map of "
		}
		of = of.ElementType()
	}
	if !of.IsObjectType() {
		like.of += of.FriendlyName()
		s[at] = like
		return
	}
	s.addObject(at, like)
	for name, inner := range of.AttributeTypes() {
		s.addType(at+"."+name, inner, shape{computed: like.computed})
	}
}

// addObject adds the shape of objects, in the collection that like.of begins with.
func (s shapes) addObject(at string, like shape) {
	like.of += "object"
	if strings.Contains(like.of, " of ") {
		like.of += "s"
	}
	s[at] = like
}

// officialShapes are those of the official provider's types.
func officialShapes(t *testing.T) map[string]shapes {
	t.Helper()
	content, err := os.ReadFile(contract.Require(t, "katapult/official-schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schemas tfjson.ProviderSchema
	if err := json.Unmarshal(content, &schemas); err != nil || len(schemas.ResourceSchemas) < 10 || len(schemas.DataSourceSchemas) < 30 {
		t.Fatal(err, len(schemas.ResourceSchemas), len(schemas.DataSourceSchemas))
	}
	all := map[string]shapes{"provider": officialType(schemas.ConfigSchema)}
	for name, schema := range schemas.ResourceSchemas {
		all[name] = officialType(schema)
	}
	for name, schema := range schemas.DataSourceSchemas {
		all["data."+name] = officialType(schema)
	}
	// The file lost each attribute named description along with the descriptions.
	all["data.katapult_disk_templates"][".templates.description"] = shape{of: "string", computed: true}
	return all
}

func officialType(schema *tfjson.Schema) shapes {
	s := shapes{"": {of: fmt.Sprintf("type with version %d", schema.Version)}}
	s.addOfficialBlock("", schema.Block)
	return s
}

func (s shapes) addOfficialBlock(at string, block *tfjson.SchemaBlock) {
	s.addOfficialAttributes(at, block.Attributes)
	for name, nested := range block.NestedBlocks {
		s[at+"."+name] = shape{of: string(nested.NestingMode) + " of blocks", optional: nested.MinItems == 0, required: nested.MinItems > 0}
		s.addOfficialBlock(at+"."+name, nested.Block)
	}
}

func (s shapes) addOfficialAttributes(at string, attributes map[string]*tfjson.SchemaAttribute) {
	for name, a := range attributes {
		like := shape{required: a.Required, optional: a.Optional, computed: a.Computed, sensitive: a.Sensitive}
		nested := a.AttributeNestedType
		if nested == nil {
			s.addType(at+"."+name, a.AttributeType, like)
			continue
		}
		if nested.NestingMode != tfjson.SchemaNestingModeSingle {
			like.of = string(nested.NestingMode) + " of "
		}
		s.addObject(at+"."+name, like)
		s.addOfficialAttributes(at+"."+name, nested.Attributes)
	}
}

// ourShapes are those of this provider's types.
func ourShapes(t *testing.T) map[string]shapes {
	t.Helper()
	schemas, err := provider.Server("test", registry.All())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]shapes{"provider": ourType(t, schemas.Provider)}
	for name, schema := range schemas.ResourceSchemas {
		all[name] = ourType(t, schema)
	}
	for name, schema := range schemas.DataSourceSchemas {
		all["data."+name] = ourType(t, schema)
	}
	return all
}

func ourType(t *testing.T, schema *tfprotov6.Schema) shapes {
	t.Helper()
	s := shapes{"": {of: fmt.Sprintf("type with version %d", schema.Version)}}
	s.addOurBlock(t, "", schema.Block)
	return s
}

func (s shapes) addOurBlock(t *testing.T, at string, block *tfprotov6.SchemaBlock) {
	t.Helper()
	s.addOurAttributes(t, at, block.Attributes)
	for _, nested := range block.BlockTypes {
		s[at+"."+nested.TypeName] = shape{
			of: strings.ToLower(nested.Nesting.String()) + " of blocks", optional: nested.MinItems == 0, required: nested.MinItems > 0,
		}
		s.addOurBlock(t, at+"."+nested.TypeName, nested.Block)
	}
}

func (s shapes) addOurAttributes(t *testing.T, at string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, a := range attributes {
		like := shape{required: a.Required, optional: a.Optional, computed: a.Computed, sensitive: a.Sensitive}
		if a.NestedType == nil {
			encoded, err := a.Type.MarshalJSON() //nolint:staticcheck // the only way to the type
			if err != nil {
				t.Fatal(err)
			}
			of, err := ctyjson.UnmarshalType(encoded)
			if err != nil {
				t.Fatal(err)
			}
			s.addType(at+"."+a.Name, of, like)
			continue
		}
		if mode := a.NestedType.Nesting; mode != tfprotov6.SchemaObjectNestingModeSingle {
			like.of = strings.ToLower(mode.String()) + " of "
		}
		s.addObject(at+"."+a.Name, like)
		s.addOurAttributes(t, at+"."+a.Name, a.NestedType.Attributes)
	}
}
