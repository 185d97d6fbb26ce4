package core

import (
	"encoding/json"
	"fmt"
	"strconv"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// legacy is a state in the flat form that check functions get.
func legacy(shown *tfjson.State) *terraform.State {
	root := &terraform.ModuleState{Path: []string{"root"}, Outputs: map[string]*terraform.OutputState{}, Resources: map[string]*terraform.ResourceState{}}
	state := &terraform.State{Version: 3, TFVersion: shown.TerraformVersion, Modules: []*terraform.ModuleState{root}}
	if shown.Values == nil {
		return state
	}
	for name, o := range shown.Values.Outputs {
		root.Outputs[name] = legacyOutput(o)
	}
	for _, r := range shown.Values.RootModule.Resources {
		attributes := map[string]string{}
		flatten(attributes, "", r.AttributeValues)
		id, exists := attributes["id"]
		if !exists {
			id = "id-attribute-not-set"
		}
		root.Resources[legacyKey(r)] = &terraform.ResourceState{
			Provider: r.ProviderName, Type: r.Type, Dependencies: r.DependsOn,
			Primary: &terraform.InstanceState{
				ID: id, Attributes: attributes, Tainted: r.Tainted, Meta: map[string]any{"schema_version": int(r.SchemaVersion)},
			},
		}
	}
	return state
}

// legacyKey is the name of an instance with its number after a dot.
func legacyKey(r *tfjson.StateResource) string {
	prefix := ""
	if r.Mode == tfjson.DataResourceMode {
		prefix = "data."
	}
	if n, isNumber := r.Index.(json.Number); isNumber {
		return fmt.Sprintf("%s%s.%s.%s", prefix, r.Type, r.Name, n)
	}
	return r.Address
}

func legacyOutput(o *tfjson.StateOutput) *terraform.OutputState {
	out := &terraform.OutputState{Sensitive: o.Sensitive, Type: "string", Value: o.Value}
	switch v := o.Value.(type) {
	case []any:
		out.Type = "list"
	case map[string]any:
		out.Type = "map"
	case bool:
		out.Value = strconv.FormatBool(v)
	case json.Number:
		out.Value = v.String()
	}
	return out
}

// flatten adds what is in a value under names with dots; what is null is left
// out.
func flatten(all map[string]string, name string, v any) {
	join := func(key string) string {
		if name == "" {
			return key
		}
		return name + "." + key
	}
	switch v := v.(type) {
	case bool:
		all[name] = strconv.FormatBool(v)
	case json.Number:
		all[name] = v.String()
	case string:
		all[name] = v
	case map[string]any:
		all[join("%")] = strconv.Itoa(len(v))
		for key, e := range v {
			flatten(all, join(key), e)
		}
	case []any:
		all[join("#")] = strconv.Itoa(len(v))
		for i, e := range v {
			flatten(all, join(strconv.Itoa(i)), e)
		}
	}
}
