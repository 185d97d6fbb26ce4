package sailpoint

import (
	"slices"

	"golang.org/x/text/unicode/norm"
)

// normalForms returns the Unicode forms that the API may have stored a name in. As far as
// we know, it compares bytes. Most names have one form.
func normalForms(name string) []string {
	var forms []string
	for _, form := range []string{name, norm.NFC.String(name), norm.NFD.String(name)} {
		if !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}
