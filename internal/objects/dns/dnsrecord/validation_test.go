package dnsrecord_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
)

func TestBadInputIsRefusedAtItsArgumentWithoutARequest(t *testing.T) {
	t.Parallel()
	const (
		web = `value = "203.0.113.7"`
		srv = `srv = { weight = 1, port = 5060, target = "sip.example.net" }`
	)
	long := strings.Repeat("a", 64)
	for name, test := range map[string]struct {
		arguments []string
		says      []string
	}{
		"no type":                    {[]string{`type = "HINFO"`, web}, []string{`type = "HINFO"`, `must be one of`, `HTTPRedirect`}},
		"SOA":                        {[]string{`type = "SOA"`, web}, []string{`type = "SOA"`, `must be one of`}},
		"an IPv6 address for A":      {[]string{`type = "A"`, `value = "2001:db8::7"`}, []string{`value = "2001:db8::7"`, `is not an IPv4 address`}},
		"an IPv4 address for AAAA":   {[]string{`type = "AAAA"`, web}, []string{`value = "203.0.113.7"`, `is not an IPv6 address`}},
		"an IPv6 zone":               {[]string{`type = "AAAA"`, `value = "fe80::1%eth0"`}, []string{`is not an IPv6 address`}},
		"a network":                  {[]string{`type = "A"`, `value = "203.0.113.0/24"`}, []string{`is not an IPv4 address`}},
		"an address for CNAME":       {[]string{`name = "www"`, `type = "CNAME"`, web}, []string{`value = "203.0.113.7"`, `is an IP address, and CNAME takes a host name`}},
		"an address for SRV":         {[]string{`type = "SRV"`, `priority = 1`, `srv = { weight = 1, port = 5060, target = "203.0.113.7" }`}, []string{`is an IP address, and no host name`}},
		"a web address for CNAME":    {[]string{`name = "www"`, `type = "CNAME"`, `value = "https://example.net"`}, []string{`is not a host name`}},
		"a name of another alphabet": {[]string{`name = "www"`, `type = "CNAME"`, `value = "bücher.example"`}, []string{`ASCII form \(xn--…\)`}},
		"a root that is no host":     {[]string{`name = "www"`, `type = "CNAME"`, `value = "."`}, []string{`empty part`}},
		"no value":                   {[]string{`type = "A"`}, []string{`Missing content`, `type = "A"`, `A record of type A needs value`}},
		"a blank value":              {[]string{`type = "TXT"`, `value = " "`}, []string{`value = " "`, `must not be blank`}},
		"no srv":                     {[]string{`type = "SRV"`, `priority = 1`}, []string{`A record of type SRV needs srv`}},
		"value for SRV":              {[]string{`type = "SRV"`, `priority = 1`, srv, web}, []string{`value = "203.0.113.7"`, `type SRV has its content in srv, not in value`}},
		"srv for A":                  {[]string{`type = "A"`, web, srv}, []string{`srv = {`, `type A has its content in value, not in srv`}},
		"no priority for MX":         {[]string{`type = "MX"`, `value = "mx.example.net"`}, []string{`A record of type MX needs priority`}},
		"no priority for SRV":        {[]string{`type = "SRV"`, srv}, []string{`A record of type SRV needs priority`}},
		"priority for A":             {[]string{`type = "A"`, web, `priority = 1`}, []string{`priority = 1`, `Only MX and SRV records have a priority`}},
		"a high priority":            {[]string{`type = "MX"`, `value = "mx.example.net"`, `priority = 65536`}, []string{`priority = 65536`, `between 0 and 65535`}},
		"no TTL":                     {[]string{`type = "A"`, web, `ttl = 0`}, []string{`ttl = 0`, `between 1 and`}},
		"a high port":                {[]string{`type = "SRV"`, `priority = 1`, `srv = { weight = 1, port = 65536, target = "a.b" }`}, []string{`port`, `between 0 and 65535`}},
		"a high flag":                {[]string{`type = "CAA"`, `caa = { flag = 256, tag = "issue", value = "a" }`}, []string{`flag`, `between 0 and 255`}},
		"no tag":                     {[]string{`type = "CAA"`, `caa = { tag = "issues", value = "a" }`}, []string{`tag`, `must be one of`}},
		"colons of a fingerprint":    {[]string{`type = "SSHFP"`, `sshfp = { algorithm = 1, fingerprint_type = 1, fingerprint = "a0:98" }`}, []string{`must be hexadecimal digits`}},
		"no web address":             {[]string{`type = "HTTPRedirect"`, `http_redirect = { url = "example.net" }`}, []string{`must begin with http`}},
		"no redirect":                {[]string{`type = "HTTPRedirect"`, `http_redirect = { url = "https://example.net", status = 200 }`}, []string{`between 300 and 399`}},
		"CNAME of the zone":          {[]string{`type = "CNAME"`, `value = "lb.example.net"`}, []string{`type = "CNAME"`, `cannot be a CNAME`, `use ALIAS`}},
		"CNAME of @":                 {[]string{`name = "@"`, `type = "CNAME"`, `value = "lb.example.net"`}, []string{`use ALIAS`}},
		"NS of the zone":             {[]string{`name = ""`, `type = "NS"`, `value = "ns.example.net"`}, []string{`type = "NS"`, `Katapult manages its NS records`}},
		"white space in a name":      {[]string{`name = "w w"`, `type = "A"`, web}, []string{`name = "w w"`, `white space`}},
		"an address for a name":      {[]string{`name = "a@example.com"`, `type = "A"`, web}, []string{`name = "a@example.com"`, `is not a name`}},
		"empty parts in a name":      {[]string{`name = "a..b"`, `type = "A"`, web}, []string{`empty part`}},
		"a long part of a name":      {[]string{`name = "` + long + `"`, `type = "A"`, web}, []string{`at most 63`}},
		"a long name":                {[]string{`name = "` + strings.Repeat("aaaa.", 51) + `b"`, `type = "A"`, web}, []string{`at most 253`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Run(resource.TestStep{Config: in(zone, test.arguments...), PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

// Only the zone shows what is wrong with these.
func TestNameThatDoesNotFitTheZoneIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments []string
		says      []string
	}{
		"another zone":     {[]string{`name = "www.example.net."`, `type = "A"`, `value = "203.0.113.7"`}, []string{`name = "www.example.net."`, `it is not in the zone example.com`}},
		"the zone's name":  {[]string{`name = "example.com"`, `type = "CNAME"`, `value = "lb.example.net"`}, []string{`type = "CNAME"`, `use ALIAS`}},
		"the zone's name.": {[]string{`name = "Example.com."`, `type = "NS"`, `value = "ns.example.net"`}, []string{`Katapult manages its NS records`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Run(resource.TestStep{Config: in(zone, test.arguments...), PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
			w.Run(
				resource.TestStep{Config: a(zone, "www")},
				resource.TestStep{Config: in(zone, test.arguments...), ExpectError: acctest.Matches(test.says...)},
			)
		})
	}
}

// A relative name may have full stops in it, and unknown values pass.
func TestWhatIsUnknownPassesUntilItIsKnown(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Run(resource.TestStep{Config: named("first", zone, `name = "www.dev"`, `type = "TXT"`, `value = "hello"`) + in(zone,
		`name = "copy.${katapult_dns_record.first.full_name}"`, `type = "TXT"`, `value = katapult_dns_record.first.content`,
	) + named("redirect", zone, `name = "r"`, `type = "HTTPRedirect"`, `http_redirect = { url = "https://${katapult_dns_record.first.full_name}/" }`)})
}
