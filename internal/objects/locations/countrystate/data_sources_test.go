package countrystate_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/locations/countrystate"
)

const (
	one        = "katapult_country_state"
	many       = "katapult_country_states"
	california = "cst_Nv5Kp8RbTz3HwJ7D"
	states     = "ctry_Qm6Xr2VtKd9WsB4L"
)

func TestFindsByIDAndByCountryAndName(t *testing.T) {
	t.Parallel()
	acctest.New(t, countrystate.Object).Reads(one, map[string]string{
		"id": california, "name": "California", "code": "CA", "country_id": states,
	}, `id = "`+california+`"`, "country = \"US\"\nname = \"California\"", "country = \"USA\"\nname = \"California\"", "country = \""+states+"\"\nname = \"California\"")
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, countrystate.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":      {`id = "cst_none"`, []string{`id = "cst_none"`, `country_state_not_found`}},
		"no such country": {"country = \"XX\"\nname = \"California\"", []string{`country = "XX"`, `country_not_found`}},
		"no such name":    {"country = \"US\"\nname = \"Utopia\"", []string{`name = "Utopia"`, `there are: California, New York, Texas`}},
		"another country": {"country = \"GB\"\nname = \"Texas\"", []string{`name = "Texas"`, `there are none at all`}},
		"no country":      {`name = "Texas"`, []string{`must be configured together: \[name,country\]`}},
		"nothing":         {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, countrystate.Object)
	w.Reads(many, map[string]string{"country_states.#": "3", "country_states.0.id": california, "country_states.1.name": "New York"}, `country = "US"`)
	w.Reads(many, map[string]string{"country_states.#": "1", "country_states.0.name": "Texas"}, "country = \"USA\"\nname_prefix = \"T\"")
	w.Reads(many, map[string]string{"country_states.#": "0"}, `country = "GB"`)
	w.Refuses(many, `country = "XX"`, `country = "XX"`, `country_not_found`)
}
