package acctest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// Null as an attribute's expected value means null.
const Null = "\x00null"

// Reads reads a data source with each of the arguments, and checks that it has these
// attributes each time. They are written as in resource.TestCheckResourceAttr, except that
// an empty list is not null.
func (w *World) Reads(typeName string, attributes map[string]string, arguments ...string) {
	w.t.Helper()
	var (
		config strings.Builder
		checks []resource.TestCheckFunc
	)
	for i, a := range arguments {
		fmt.Fprintf(&config, "data %q \"read_%d\" {\n%s\nlifecycle {\n", typeName, i, a)
		address := fmt.Sprintf("data.%s.read_%d", typeName, i)
		for _, name := range slices.Sorted(maps.Keys(attributes)) {
			if attributes[name] == Null {
				checks = append(checks, resource.TestCheckNoResourceAttr(address, name))
				continue
			}
			checks = append(checks, resource.TestCheckResourceAttr(address, name, attributes[name]))
			if list, isLength := strings.CutSuffix(name, ".#"); isLength && !strings.Contains(list, ".") {
				fmt.Fprintf(&config, "postcondition {\ncondition = length(self.%s) == %s\nerror_message = \"%s\"\n}\n",
					list, attributes[name], "The length of "+list+" is another.")
			}
		}
		config.WriteString("}\n}\n")
	}
	w.Run(resource.TestStep{Config: config.String(), Check: resource.ComposeAggregateTestCheckFunc(checks...)})
}

// Refuses reads a data source with invalid arguments and checks the error; see Matches.
func (w *World) Refuses(typeName, arguments string, says ...string) {
	w.t.Helper()
	w.Run(resource.TestStep{Config: fmt.Sprintf("data %q \"read\" {\n%s\n}\n", typeName, arguments), ExpectError: Matches(says...)})
}

// Matches matches a diagnostic that contains the parts in order, however Terraform wraps
// its lines. The parts are regular expressions.
func Matches(parts ...string) *regexp.Regexp {
	spaced := make([]string, len(parts))
	for i, part := range parts {
		spaced[i] = strings.ReplaceAll(part, " ", `[\s│]+`)
	}
	return regexp.MustCompile(`(?s)` + strings.Join(spaced, `.*`))
}
