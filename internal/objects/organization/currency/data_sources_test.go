package currency_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/currency"
)

const (
	one   = "katapult_currency"
	many  = "katapult_currencies"
	pound = "cur_zShCGgjgBz4EbnX1"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, currency.Object).Reads(one, map[string]string{
		"id": pound, "name": "British Pound", "iso_code": "GBP", "symbol": "£",
	}, `id = "`+pound+`"`, `iso_code = "GBP"`, `name = "British Pound"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, currency.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":   {`id = "cur_none"`, []string{`id = "cur_none"`, `currency_not_found`}},
		"no such code": {`iso_code = "XXX"`, []string{`iso_code = "XXX"`, `currency_not_found`}},
		"no such name": {`name = "Shell"`, []string{`name = "Shell"`, `no object has this name; there are: British Pound, Euro, US Dollar`}},
		"no key":       {``, []string{`Exactly one of these attributes must be configured: \[id,iso_code,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, currency.Object)
	w.Reads(many, map[string]string{"currencies.#": "3", "currencies.0.id": pound, "currencies.1.name": "Euro"}, ``)
	w.Reads(many, map[string]string{"currencies.#": "1"}, `name_prefix = "US"`)
}
