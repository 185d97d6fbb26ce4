package sailpoint

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// sameName reports whether people see the same name in two texts, which may be
// in different Unicode normal forms.
func sameName(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// beginsName is sameName for the beginning of a name.
func beginsName(name, prefix string) bool {
	return strings.HasPrefix(norm.NFC.String(name), norm.NFC.String(prefix))
}

// normalForms are those that the API may have stored a name in, which compares
// bytes as far as anybody knows. Most names have one.
func normalForms(name string) []string {
	var forms []string
	for _, form := range []string{name, norm.NFC.String(name), norm.NFD.String(name)} {
		if !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}
