package katapult

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"testing"
	"testing/synctest"
)

func TestRelativeDNSName(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]struct {
		relative string
		inside   bool
	}{
		"":                             {"", true},
		"@":                            {"", true},
		"example.com":                  {"", true},
		"Example.COM.":                 {"", true},
		"www":                          {"www", true},
		"www.example.com":              {"www", true},
		"WWW.dev.Example.com.":         {"WWW.dev", true},
		"*.dev":                        {"*.dev", true},
		"www.example.net":              {"www.example.net", true},
		"www.example.net.":             {"www.example.net", false},
		"www.":                         {"www", false},
		"badexample.com":               {"badexample.com", true},
		"badexample.com.":              {"badexample.com", false},
		"www.example.com.example.com.": {"www.example.com", true},
		".example.com":                 {".example.com", true},
	} {
		if relative, inside := RelativeDNSName(written, "example.com"); relative != want.relative || inside != want.inside {
			t.Errorf("%q: %q, %t", written, relative, inside)
		}
	}
}

func TestZoneNameOfARecord(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	for _, test := range []struct {
		name       *string
		full, zone string
	}{
		{nil, "example.com", "example.com"},
		{text("@"), "example.com", "example.com"},
		{text(""), "example.com.", "example.com"},
		{text("www"), "www.example.com", "example.com"},
		{text("WWW.dev"), "www.dev.example.com", "example.com"},
		{text("www"), "www", ""},
		{text("www"), "web.example.com", ""},
		{text("www.example.com"), "www.example.com", ""},
	} {
		if zone := (DNSRecord{Name: test.name, FullName: test.full}).ZoneName(); zone != test.zone {
			t.Errorf("%s: %q, not %q", test.full, zone, test.zone)
		}
	}
}

func TestContentMeansTheSameInAnySpelling(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field, a, b string
		same        bool
	}{
		{"ip_address", "2001:DB8:0:0::7", "2001:db8::7", true},
		{"ip_address", "203.0.113.7", "203.0.113.8", false},
		{"ip_address", "odd", "Odd", false},
		{"ip_addresses", "203.0.113.7, 2001:DB8::1", "203.0.113.7\n2001:db8::1", true},
		{"ip_addresses", "203.0.113.7 203.0.113.8", "203.0.113.8 203.0.113.7", false},
		{"hostname", "Mail.example.com.", "mail.example.com", true},
		{"hostname", ".", "", false},
		{"target", "a.example.com.", "a.example.com", true},
		{"content", `"hello"`, `hello`, true},
		{"content", ` "hello " "world" `, `hello world`, true},
		{"content", `"say \"hello\""`, `say "hello"`, true},
		{"content", `"a\\b"`, `a\b`, true},
		{"content", `"hello" world`, `hello world`, false},
		{"content", `"hello`, `hello`, false},
		{"content", `""`, ``, true},
		{"content", `Hello`, `hello`, false},
		{"value", `"a"`, `a`, true},
		{"value", `A`, `a`, false},
		{"value", `"a`, `a`, false},
		{"fingerprint", "A098", "a098", true},
		{"tag", "ISSUE", "issue", true},
		{"weight", "010", "10", true},
		{"port", "", "0", false},
		{"virtual_machine", "vm_A", "vm_a", false},
	} {
		if got := (DNSRecordContent{test.field: test.a}).Means(DNSRecordContent{test.field: test.b}); got != test.same {
			t.Errorf("%s: %q and %q: %t", test.field, test.a, test.b, got)
		}
	}
	if (DNSRecordContent{"hostname": "a"}).Means(DNSRecordContent{"target": "a"}) || (DNSRecordContent{"hostname": "a"}).Means(nil) {
		t.Error("other fields are the same")
	}
}

func TestRecordKeepsTheContentOfItsType(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]DNSRecordContent{
		`{"id":"1","type":"A","content_attributes":{"A":{"ip_address":"203.0.113.7"},"TXT":null}}`:                     {"ip_address": "203.0.113.7"},
		`{"id":"1","type":"SRV","content_attributes":{"SRV":{"weight":10,"port":"5060","target":null},"A":{"a":"b"}}}`: {"weight": "10", "port": "5060"},
		`{"id":"1","type":"SOA","content_attributes":{"SOA":{}}}`:                                                      {},
		`{"id":"1","type":"TXT","content_attributes":null}`:                                                            {},
		`{"id":"1","type":"TXT"}`: {},
	} {
		var r DNSRecord
		if err := json.Unmarshal([]byte(text), &r); err != nil || !maps.Equal(r.Content, want) || r.ID != "1" {
			t.Errorf("%s: %+v, %v", text, r, err)
		}
	}
}

func TestArgumentsLeaveOutWhatTheyDoNotSet(t *testing.T) {
	t.Parallel()
	www, apex := "www", ""
	for want, a := range map[string]DNSRecordArguments{
		`{}`:                      {},
		`{"name":"@","ttl":null}`: {Name: &apex, TTL: Null[int64]()},
		`{"priority":0}`:          {Priority: Set[int64](0)},
		`{"type":"TXT","content":{"TXT":{"content":"hello"}}}`: {Type: "TXT", Content: DNSRecordContent{"content": `"hello"`}},
		`{"name":"www","type":"MX","ttl":60,"priority":5,"content":{"MX":{"hostname":"Mx.example.com"}}}`: {
			Name: &www, Type: "MX", TTL: Set[int64](60), Priority: Set[int64](5), Content: DNSRecordContent{"hostname": "Mx.example.com."},
		},
	} {
		if got, err := json.Marshal(a.properties()); err != nil || string(got) != want {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
}

const soa = `{"id":"soa_1","name":null,"full_name":"example.com","type":"SOA","content":"","content_attributes":{"SOA":{}}}`

// A record of the same name and type has another content.
func TestLostRecordIsFoundByItsContent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		www := func(id, address string) string {
			return `{"id":"` + id + `","name":"www","full_name":"www.example.com","type":"AAAA","content":"","content_attributes":{"AAAA":{"ip_address":"` + address + `"}}}`
		}
		s := &script{respond: func(s *script, request string) (int, string) {
			switch {
			case request == "POST /dns_zones/dns_zone/records":
				return http.StatusBadGateway, "<html>"
			case s.count("POST /dns_zones/dns_zone/records") == 0:
				return http.StatusOK, `{"dns_records":[` + soa + `,` + www("1", "2001:db8::8") + `]}`
			}
			return http.StatusOK, `{"dns_records":[` + soa + `,` + www("1", "2001:db8::8") + `,` + www("2", "2001:db8::7") + `]}`
		}}
		name := "WWW.example.com."
		r, err := s.client().DNSRecords.Create(t.Context(), "dnszone_1", DNSRecordArguments{Name: &name, Type: "AAAA", Content: DNSRecordContent{"ip_address": "2001:DB8:0::7"}})
		if err != nil || r.ID != "2" || s.count("POST /dns_zones/dns_zone/records") != 1 {
			t.Errorf("%+v, %v, sent %q", r, err, s.sent)
		}
	})
}

func TestNameOutsideOfItsZoneIsNotCreated(t *testing.T) {
	t.Parallel()
	s := &script{respond: func(*script, string) (int, string) { return http.StatusOK, `{"dns_records":[` + soa + `]}` }}
	name := "www.example.net."
	_, err := s.client().DNSRecords.Create(t.Context(), "dnszone_1", DNSRecordArguments{Name: &name, Type: "TXT", Content: DNSRecordContent{"content": "a"}})
	if outside := (*OutsideZoneError)(nil); !errors.As(err, &outside) || s.count("POST /dns_zones/dns_zone/records") > 0 {
		t.Errorf("%v, sent %q", err, s.sent)
	}
}

func TestDeletionCountsOnlyIfTheResponseSaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for body, done := range map[string]bool{`{"deleted":true}`: true, `{"deleted":false}`: false, `{}`: false, `{"deleted":"yes"}`: false, `[]`: false} {
			s := &script{respond: func(*script, string) (int, string) { return http.StatusOK, body }}
			if err := s.client().DNSRecords.Delete(t.Context(), "dnsrec_1"); (err == nil) != done {
				t.Errorf("%s: %v", body, err)
			}
		}
	})
}

func TestNameserversAreAskedForOnceAndSorted(t *testing.T) {
	t.Parallel()
	s := &script{respond: func(s *script, _ string) (int, string) {
		if len(s.sent) == 1 {
			return http.StatusForbidden, `{"error":{"code":"scope_not_granted","description":"","detail":{}}}`
		}
		return http.StatusOK, `{"nameservers":["ns2.katapult.cloud","ns1.katapult.cloud"]}`
	}}
	c := s.client()
	if _, err := c.DNSZones.Nameservers(t.Context()); err == nil {
		t.Error("the refusal is no error")
	}
	for range 3 {
		got, err := c.DNSZones.Nameservers(t.Context())
		if err != nil || len(got) != 2 || got[0] != "ns1.katapult.cloud" {
			t.Errorf("%q, %v", got, err)
		}
		got[0] = "changed by the caller"
	}
	if len(s.sent) != 2 {
		t.Errorf("sent %q", s.sent)
	}
}
