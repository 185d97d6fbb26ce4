package crud

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/rest"
)

// fewNames is how many names an error lists at most.
const fewNames = 10

// One returns the only candidate with a name. Otherwise it returns an error at the
// attribute. That lists the IDs of several candidates with the name, or the names
// that exist, if they are few.
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

// HasPrefix reports whether a text begins with a prefix; see rest.SameText. A null
// prefix fits every text.
func HasPrefix(text string, prefix types.String) bool {
	return rest.BeginsWith(text, prefix.ValueString())
}
