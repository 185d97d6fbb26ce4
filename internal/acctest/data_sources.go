package acctest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// Null is the value of an attribute that has none.
const Null = "\x00null"

// Reads lets a data source be read with each of the arguments, and checks that
// it has the attributes every time. They are written as in
// resource.TestCheckResourceAttr, but a list of no elements is not null.
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

// Refuses lets a data source be read with arguments that are an error, and
// checks what the error says; see Matches.
func (w *World) Refuses(typeName, arguments string, says ...string) {
	w.t.Helper()
	w.Run(resource.TestStep{Config: fmt.Sprintf("data %q \"read\" {\n%s\n}\n", typeName, arguments), ExpectError: Matches(says...)})
}

// Matches matches a diagnostic that has the parts, which are regular expressions,
// in order, however Terraform wraps its lines.
func Matches(parts ...string) *regexp.Regexp {
	spaced := make([]string, len(parts))
	for i, part := range parts {
		spaced[i] = strings.ReplaceAll(part, " ", `[\s│]+`)
	}
	return regexp.MustCompile(`(?s)` + strings.Join(spaced, `.*`))
}
