package country_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/locations/country"
)

const (
	one     = "katapult_country"
	many    = "katapult_countries"
	kingdom = "ctry_6AO9tYYugvTGnd5b"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, country.Object).Reads(one, map[string]string{
		"id": kingdom, "name": "United Kingdom", "iso_code2": "GB", "iso_code3": "GBR", "time_zone": "Europe/London", "eu": "false",
	}, `id = "`+kingdom+`"`, `iso_code2 = "GB"`, `iso_code3 = "GBR"`, `name = "United Kingdom"`)
}

func TestCountryWithoutATimeZone(t *testing.T) {
	t.Parallel()
	acctest.New(t, country.Object).Reads(one, map[string]string{"iso_code3": "USA", "time_zone": acctest.Null}, `iso_code2 = "US"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, country.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":   {`id = "ctry_none"`, []string{`id = "ctry_none"`, `country_not_found`}},
		"no such code": {`iso_code2 = "XX"`, []string{`iso_code2 = "XX"`, `country_not_found`}},
		"no such name": {`name = "Atlantis"`, []string{`name = "Atlantis"`, `no object has this name; there are: Netherlands, United Kingdom, United States`}},
		"no key":       {``, []string{`Exactly one of these attributes must be configured: \[id,iso_code2,iso_code3,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, country.Object)
	w.Reads(many, map[string]string{"countries.#": "3", "countries.1.id": kingdom, "countries.1.name": "United Kingdom"}, ``)
	w.Reads(many, map[string]string{"countries.#": "2"}, `name_prefix = "United "`)
}

// Countries by name share the list, and cost one request each beyond it.
func TestByNameIsOneListAndOneRead(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, country.Object)
	if output, err := w.Shell("data \"katapult_country\" \"both\" {\n  for_each = toset([\"Netherlands\", \"United Kingdom\"])\n  name = each.key\n}\n").Run("plan", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count("GET /countries") != 1 || w.Count("GET /countries/country") != 2 {
		t.Errorf("%d lists and %d reads", w.Count("GET /countries"), w.Count("GET /countries/country"))
	}
}
