package sailpoint

import (
	"slices"

	"golang.org/x/text/unicode/norm"
)

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
