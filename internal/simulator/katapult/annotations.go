package katapult

import (
	"reflect"
	"slices"
)

// annotations are the keys and values that people attach to an object.
func annotations(r *record) any {
	if list, isList := r.fields["annotations"].([]any); isList {
		return list
	}
	return []any{}
}

// withAnnotations is the body of a response with an object and its annotations.
func (c *call) withAnnotations(r *record) map[string]any {
	response := c.single(r)
	response["annotations"] = annotations(r)
	return response
}

// listAnnotated is list for objects that have all annotations that are asked for.
func listAnnotated(c *call) (any, error) {
	return c.listWhere(c.wantedAnnotations())
}

// wantedAnnotations returns which objects have all annotations that are asked for.
func (c *call) wantedAnnotations() func(*record) bool {
	wanted, _ := c.annotationsOr([]any{}).([]any)
	return func(r *record) bool {
		has, _ := annotations(r).([]any)
		for _, w := range wanted {
			if !slices.ContainsFunc(has, func(a any) bool { return reflect.DeepEqual(a, w) }) {
				return false
			}
		}
		return true
	}
}

// annotationsOr reads the annotations of a request, which replace the current
// ones.
func (c *call) annotationsOr(current any) any {
	list, given := c.arguments["annotations"].([]any)
	if !given {
		return current
	}
	kept := []any{}
	for _, element := range list {
		if pair, isMap := element.(map[string]any); isMap {
			kept = append(kept, pick(pair, "key", "value"))
		}
	}
	return kept
}
