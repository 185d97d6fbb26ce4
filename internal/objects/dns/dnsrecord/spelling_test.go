package dnsrecord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
)

// Each of these has been a perpetual diff in some provider.
var spellings = map[string]struct {
	// attribute is written as first in the configuration, and later as other.
	attribute, first, other string
	arguments               []string
	// sent is the content in the creation, unless that is about the name.
	sent string
	// answered is what the API has in its place, written in a third way.
	answered map[string]string
}{
	"full stop at the end of a host name": {
		"value", "lb.example.net.", "lb.example.net", []string{`name = "www"`, `type = "CNAME"`}, `{"hostname":"lb.example.net"}`, map[string]string{"hostname": "lb.example.net"},
	},
	"full stop of a mail server": {
		"value", "mx.example.net.", "mx.example.net", []string{`type = "MX"`, `priority = 10`}, `{"hostname":"mx.example.net"}`, map[string]string{"hostname": "mx.example.net."},
	},
	"capitals of a host name": {
		"value", "9DEF881C.Comodoca.com", "9def881c.comodoca.com.", []string{`name = "www"`, `type = "CNAME"`}, `{"hostname":"9DEF881C.Comodoca.com"}`, map[string]string{"hostname": "9def881c.comodoca.com"},
	},
	"quotes of a TXT record": {
		"value", `\"v=spf1 -all\"`, `v=spf1 -all`, []string{`type = "TXT"`}, `{"content":"v=spf1 -all"}`, map[string]string{"content": `"v=spf1 -all"`},
	},
	"several strings of a TXT record": {
		"value", `\"v=DKIM1; \" \"p=MIGf\"`, `v=DKIM1; p=MIGf`, []string{`type = "TXT"`}, `{"content":"v=DKIM1; p=MIGf"}`, map[string]string{"content": `"v=DK" "IM1; p=MIGf"`},
	},
	"backslashes of a TXT record": {
		"value", `\"say \\\"hello\\\"\"`, `say \"hello\"`, []string{`type = "TXT"`}, `{"content":"say \"hello\""}`, map[string]string{"content": `"say \"hello\""`},
	},
	"a long IPv6 address": {
		"value", "2001:0DB8:0:0:0:0:0:7", "2001:db8::7", []string{`type = "AAAA"`}, `{"ip_address":"2001:0DB8:0:0:0:0:0:7"}`, map[string]string{"ip_address": "2001:db8:0:0::7"},
	},
	"capitals of the name": {"name", "WWW", "www", []string{`type = "A"`, `value = "203.0.113.7"`}, ``, nil},
	"the full name":        {"name", "www.example.com", "www", []string{`type = "A"`, `value = "203.0.113.7"`}, ``, nil},
	"the absolute name":    {"name", "www.Example.com.", "WWW.example.com", []string{`type = "A"`, `value = "203.0.113.7"`}, ``, nil},
	"@":                    {"name", "@", "", []string{`type = "A"`, `value = "203.0.113.7"`}, ``, nil},
	"an empty name":        {"name", "", "example.com.", []string{`type = "A"`, `value = "203.0.113.7"`}, ``, nil},
	"the name of the zone": {"name", "example.com", "@", []string{`type = "A"`, `value = "203.0.113.7"`}, ``, nil},
}

func TestSpellingIsNoChangeAndStaysAsItIsWritten(t *testing.T) {
	t.Parallel()
	for name, test := range spellings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			config := func(written string) string {
				return in(zone, append([]string{fmt.Sprintf(`%s = "%s"`, test.attribute, written)}, test.arguments...)...)
			}
			asWritten := []statecheck.StateCheck{is(test.attribute, unescaped(test.first))}
			nothing := acctest.Plans(address, plancheck.ResourceActionNoop)
			w.Run(
				resource.TestStep{Config: config(test.first), ConfigStateChecks: asWritten},
				resource.TestStep{
					PreConfig: func() {
						if test.sent != "" {
							recordType, _ := only(t, w)["type"].(string)
							if got := sentContent(t, w, creates, recordType); got != test.sent {
								t.Errorf("sent %s, not %s", got, test.sent)
							}
							answer(w, only(t, w)["id"].(string), test.answered)
						}
					},
					Config: config(test.first), ConfigPlanChecks: nothing, ConfigStateChecks: asWritten,
				},
				resource.TestStep{Config: config(test.other), ConfigPlanChecks: nothing, ConfigStateChecks: asWritten},
			)
			if n := w.Count(updates); n > 0 {
				t.Errorf("%d requests to change nothing", n)
			}
		})
	}
}

// answer makes the API have another spelling of a content.
func answer(w *acctest.World, record string, content map[string]string) {
	fields := map[string]any{}
	for name, value := range content {
		fields[name] = value
	}
	w.Change(record, map[string]any{"fields": fields})
}

// unescaped is a text of a configuration without its backslashes.
func unescaped(text string) string {
	var plain string
	if _, err := fmt.Sscanf(`"`+text+`"`, "%q", &plain); err != nil {
		panic(err)
	}
	return plain
}

// Terraform wants null in the state where there is null in the configuration, and only there.
func TestNoNameAndTheZoneItselfAreOneNameForTheAPI(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	step := func(action plancheck.ResourceActionType, name string, checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{
			Config: in(zone, name, `type = "TXT"`, `value = "hello"`), ConfigPlanChecks: acctest.Plans(address, action),
			ConfigStateChecks: append(checks, is("full_name", "example.com"), is("value", "hello")),
		}
	}
	w.Run(
		step(plancheck.ResourceActionCreate, ``, isNull("name")),
		step(plancheck.ResourceActionUpdate, `name = "@"`, is("name", "@")),
		step(plancheck.ResourceActionNoop, `name = "example.com."`, is("name", "@")),
		step(plancheck.ResourceActionUpdate, ``, isNull("name")),
		step(plancheck.ResourceActionUpdate, `name = "example.com"`, is("name", "example.com")),
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestSpellingOfNestedContentIsNoChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first, other []string
		answered     map[string]string
		holder       string
		kept         map[string]knownvalue.Check
	}{
		"SRV": {
			[]string{`type = "SRV"`, `priority = 1`, `srv = { weight = 1, port = 5060, target = "Sip.example.net." }`},
			[]string{`type = "SRV"`, `priority = 1`, `srv = { weight = 1, port = 5060, target = "sip.example.net" }`},
			map[string]string{"target": "SIP.example.net", "weight": "01"},
			"srv",
			map[string]knownvalue.Check{"target": knownvalue.StringExact("Sip.example.net."), "weight": knownvalue.Int64Exact(1)},
		},
		"SSHFP": {
			[]string{`type = "SSHFP"`, `sshfp = { algorithm = 4, fingerprint_type = 2, fingerprint = "A098B812" }`},
			[]string{`type = "SSHFP"`, `sshfp = { algorithm = 4, fingerprint_type = 2, fingerprint = "a098b812" }`},
			map[string]string{"fingerprint": "a098B812"},
			"sshfp",
			map[string]knownvalue.Check{"fingerprint": knownvalue.StringExact("A098B812")},
		},
		"CAA": {
			[]string{`type = "CAA"`, `caa = { tag = "issue", value = "letsencrypt.org" }`},
			[]string{`type = "CAA"`, `caa = { flag = 0, tag = "issue", value = "\"letsencrypt.org\"" }`},
			map[string]string{"tag": "ISSUE", "flag": "00", "value": `"letsencrypt.org"`},
			"caa",
			map[string]knownvalue.Check{"tag": knownvalue.StringExact("issue"), "flag": knownvalue.Int64Exact(0), "value": knownvalue.StringExact("letsencrypt.org")},
		},
		"CAA in quotes": {
			[]string{`type = "CAA"`, `caa = { tag = "issue", value = "\"letsencrypt.org\"" }`},
			[]string{`type = "CAA"`, `caa = { tag = "issue", value = "letsencrypt.org" }`},
			map[string]string{"value": "letsencrypt.org"},
			"caa",
			map[string]knownvalue.Check{"value": knownvalue.StringExact(`"letsencrypt.org"`)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			kept := []statecheck.StateCheck{acctest.Has(address, test.holder, knownvalue.ObjectPartial(test.kept))}
			nothing := acctest.Plans(address, plancheck.ResourceActionNoop)
			w.Run(
				resource.TestStep{Config: in(zone, test.first...), ConfigStateChecks: kept},
				resource.TestStep{Config: in(zone, test.first...), ConfigPlanChecks: nothing},
				resource.TestStep{
					PreConfig: func() {
						if got := sentContent(t, w, creates, only(t, w)["type"].(string)); strings.Contains(got, `\"`) {
							t.Errorf("quotes are sent: %s", got)
						}
						answer(w, only(t, w)["id"].(string), test.answered)
					},
					Config: in(zone, test.first...), ConfigPlanChecks: nothing, ConfigStateChecks: kept,
				},
				resource.TestStep{Config: in(zone, test.other...), ConfigPlanChecks: nothing, ConfigStateChecks: kept},
			)
			if n := w.Count(updates); n > 0 {
				t.Errorf("%d requests to change nothing", n)
			}
		})
	}
}

// What is exact in DNS is a change.
func TestTextsAreComparedExactly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ first, other []string }{
		"TXT":      {[]string{`type = "TXT"`, `value = "Hello"`}, []string{`type = "TXT"`, `value = "hello"`}},
		"half TXT": {[]string{`type = "TXT"`, `value = "\"Hello\" world"`}, []string{`type = "TXT"`, `value = "Hello world"`}},
		"CAA": {
			[]string{`type = "CAA"`, `caa = { tag = "issue", value = "ca.example.net; account=A" }`},
			[]string{`type = "CAA"`, `caa = { tag = "issue", value = "ca.example.net; account=a" }`},
		},
		"relative name that ends as the zone begins": {
			[]string{`name = "www.example"`, `type = "TXT"`, `value = "a"`}, []string{`name = "www"`, `type = "TXT"`, `value = "a"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Run(
				resource.TestStep{Config: in(zone, test.first...)},
				resource.TestStep{Config: in(zone, test.other...), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)},
			)
		})
	}
}
