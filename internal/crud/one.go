package crud

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/rest"
)

// fewNames is how many names an error lists.
const fewNames = 10

// One returns the only candidate with a name. None, or several, are an error
// at the attribute the name comes from, which lists what there is to choose
// from: the names, if they are few, or the IDs of those that have the name.
func One[T any](candidates []T, attribute path.Path, name string, describe func(T) (name, id string)) (T, error) {
	var (
		found      T
		ids, names []string
	)
	for _, candidate := range candidates {
		n, id := describe(candidate)
		if rest.SameText(n, name) {
			found, ids = candidate, append(ids, rest.Quote(id))
		}
		names = append(names, rest.Quote(n))
	}
	switch len(ids) {
	case 0:
		choice := fmt.Sprintf("there are %d others", len(names))
		switch {
		case len(names) == 0:
			choice = "there are none at all"
		case len(names) <= fewNames:
			choice = "there are: " + strings.Join(names, ", ")
		}
		return found, At(attribute, fmt.Errorf("no object has this %s; %s", attribute, choice))
	case 1:
		return found, nil
	}
	return found, At(attribute, fmt.Errorf("%d have this %s: %s; set id to choose one of them",
		len(ids), attribute, strings.Join(ids, ", ")))
}

// HasPrefix reports whether a text begins with a prefix, as a person reads them;
// see rest.SameText. Every text does if the prefix is null.
func HasPrefix(text string, prefix types.String) bool {
	return rest.BeginsWith(text, prefix.ValueString())
}
