package sailpoint

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// patchable are the fields that a patch can change, each as a whole.
var patchable = []string{"name", "description", "owner"}

// patchOperation is one of RFC 6902, except move and copy: the contract has no
// field for their source.
type patchOperation struct {
	Op, Path string
	Value    json.RawMessage
}

// patchGroup applies all operations or, if one fails, none.
func patchGroup(c *call) (any, error) {
	g, err := c.lookup()
	if err != nil {
		return nil, err
	}
	var operations []patchOperation
	if err := json.Unmarshal(c.body, &operations); err != nil || operations == nil {
		return nil, invalid("The request body is not a list of JSON patch operations.")
	}
	fields := maps.Clone(g.fields)
	for _, o := range operations {
		if err := o.apply(fields); err != nil {
			return nil, err
		}
	}
	if _, exists := fields["description"]; !exists {
		fields["description"] = ""
	}
	if len(operations) > 0 {
		if err := c.validate(fields); err != nil {
			return nil, err
		}
		fields["modified"] = timestamp(c.now)
	}
	g.fields = fields
	return c.show(g), nil
}

func (o patchOperation) apply(fields map[string]any) error {
	target, err := pointer(o.Path)
	if err != nil {
		return err
	}
	if _, exists := fields[target]; !exists && o.Op != "add" {
		return invalid("The path %q of a %q operation does not exist.", o.Path, o.Op)
	}
	switch o.Op {
	case "add", "replace", "test":
		var value any
		if err := json.Unmarshal(o.Value, &value); err != nil {
			return invalid("A %q operation needs a value.", o.Op)
		}
		if o.Op != "test" {
			fields[target] = value
		} else if !reflect.DeepEqual(fields[target], value) {
			return invalid("The value at %q is another one.", o.Path)
		}
	case "remove":
		delete(fields, target)
	default:
		return invalid("The patch operation %q is not supported.", o.Op)
	}
	return nil
}

// pointer is the field that a JSON pointer names.
func pointer(path string) (string, error) {
	field, found := strings.CutPrefix(path, "/")
	if !found || !slices.Contains(patchable, field) {
		return "", invalid("The path %q cannot be patched.", path)
	}
	return field, nil
}
