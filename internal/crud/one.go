package crud

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
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
		if n == name {
			found, ids = candidate, append(ids, id)
		}
		names = append(names, n)
	}
	switch len(ids) {
	case 0:
		choice := ""
		if 0 < len(names) && len(names) <= fewNames {
			choice = ": " + strings.Join(names, ", ")
		}
		return found, At(attribute, fmt.Errorf("none of the %d there are has this %s%s", len(candidates), attribute, choice))
	case 1:
		return found, nil
	}
	return found, At(attribute, fmt.Errorf("%d have this %s: %s; set id to choose one of them",
		len(ids), attribute, strings.Join(ids, ", ")))
}
