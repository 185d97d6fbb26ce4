package crud

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
)

// One returns the only candidate with a name. None, or several, are an error
// at the attribute the name comes from, which lists the IDs to choose from.
func One[T any](candidates []T, attribute path.Path, name string, describe func(T) (name, id string)) (T, error) {
	var (
		found T
		ids   []string
	)
	for _, candidate := range candidates {
		if n, id := describe(candidate); n == name {
			found, ids = candidate, append(ids, id)
		}
	}
	switch len(ids) {
	case 0:
		return found, At(attribute, fmt.Errorf("none of the %d there are has this %s", len(candidates), attribute))
	case 1:
		return found, nil
	}
	return found, At(attribute, fmt.Errorf("%d have this %s: %s; set id to choose one of them",
		len(ids), attribute, strings.Join(ids, ", ")))
}
