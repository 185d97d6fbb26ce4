package katapult

// annotations are the keys and values that people attach to an object.
func annotations(r *record) any {
	if list, isList := r.fields["annotations"].([]any); isList {
		return list
	}
	return []any{}
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
