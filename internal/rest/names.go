package rest

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts look the same to a person, that is, whether they have
// the same Unicode normal form C. Terraform composes the texts of a configuration. An API
// keeps the decomposed form that macOS types.
func SameText(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// BeginsWith reports whether a text starts with a prefix, compared as in SameText.
func BeginsWith(text, prefix string) bool {
	return strings.HasPrefix(norm.NFC.String(text), norm.NFC.String(prefix))
}
