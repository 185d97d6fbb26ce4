package core

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// resourceAddress names a resource or a data source of a configuration.
type resourceAddress struct {
	data     bool
	typeName string
	name     string
}

func (a resourceAddress) String() string {
	if a.data {
		return "data." + a.typeName + "." + a.name
	}
	return a.typeName + "." + a.name
}

// instanceAddress names one of those that count or for_each make of it.
type instanceAddress struct {
	resourceAddress

	// key is nil, an int or a string.
	key any
}

func (a instanceAddress) String() string {
	switch k := a.key.(type) {
	case int:
		return fmt.Sprintf("%s[%d]", a.resourceAddress, k)
	case string:
		return fmt.Sprintf("%s[%q]", a.resourceAddress, k)
	}
	return a.resourceAddress.String()
}

// referred is the resource that a traversal begins with, and what follows it.
func referred(t hcl.Traversal) (resourceAddress, hcl.Traversal, bool) {
	var a resourceAddress
	root := t.RootName()
	names := []string{root}
	for _, step := range t[1:] {
		attribute, ok := step.(hcl.TraverseAttr)
		if !ok {
			break
		}
		names = append(names, attribute.Name)
	}
	switch root {
	case "var", "local", "each", "count", "self", "path", "terraform", "module":
		return a, nil, false
	case "data":
		if len(names) < 3 {
			return a, nil, false
		}
		return resourceAddress{true, names[1], names[2]}, t[3:], true
	case "resource":
		if len(names) < 3 {
			return a, nil, false
		}
		return resourceAddress{false, names[1], names[2]}, t[3:], true
	}
	if len(names) < 2 {
		return a, nil, false
	}
	return resourceAddress{false, names[0], names[1]}, t[2:], true
}

// instanceOf is the instance that a traversal names.
func instanceOf(t hcl.Traversal) (instanceAddress, error) {
	resource, rest, ok := referred(t)
	if !ok || len(rest) > 1 {
		return instanceAddress{}, fmt.Errorf("this is no address of a resource instance")
	}
	a := instanceAddress{resourceAddress: resource}
	if len(rest) == 1 {
		index, ok := rest[0].(hcl.TraverseIndex)
		if !ok {
			return a, fmt.Errorf("this is no address of a resource instance")
		}
		a.key = keyOf(index.Key)
	}
	return a, nil
}

// keyOf is the key of an instance that a value stands for.
func keyOf(v cty.Value) any {
	if v.Type() == cty.Number {
		n, _ := v.AsBigFloat().Int64()
		return int(n)
	}
	return v.AsString()
}

// parseAddress reads an address as a test writes it.
func parseAddress(text string) (instanceAddress, error) {
	traversal, found := parseTraversal(strings.TrimSpace(text))
	if found.HasErrors() {
		return instanceAddress{}, fmt.Errorf("%q is no address: %w", text, found)
	}
	return instanceOf(traversal)
}
