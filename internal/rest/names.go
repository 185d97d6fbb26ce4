package rest

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts look the same to a person: whether they
// have the same Unicode normal form C. Terraform composes what a configuration
// says, and an API keeps the decomposed form that macOS types.
func SameText(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// BeginsWith reports whether a text begins with a prefix, as a person reads
// them; see SameText.
func BeginsWith(text, prefix string) bool {
	return strings.HasPrefix(norm.NFC.String(text), norm.NFC.String(prefix))
}
