//go:build !race

// The race detector crashes if fuzz targets and other tests of one program use
// testing/synctest. "make test" runs these without it.

package provider_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	contract "terraform-provider-katapult/internal/contract/katapult"
	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// patience limits the duration of one Terraform call, on a fake clock.
const patience = time.Minute

// says is both APIs, with the same response to every request except SailPoint's
// login.
type says struct {
	status int
	body   []byte
}

func (s says) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := s.status, s.body
	if strings.HasSuffix(r.URL.Path, "/oauth/token") {
		status, body = 200, []byte(`{"access_token":"x","token_type":"bearer"}`)
	}
	return &http.Response{
		StatusCode: status, Request: r, Body: io.NopCloser(bytes.NewReader(body)),
		Header: http.Header{"Content-Type": {"application/json"}, "X-Api-Schema": {"json-error"}, "Date": {"Sat, 01 Jan 2000 00:00:00 GMT"}},
	}, nil
}

// server returns a provider that uses the given network.
func (s says) server() protocol {
	server := provider.Server("fuzz", registry.All(), func(o *provider.Options) {
		o.Katapult.Transport, o.SailPoint.Transport = s, s
	})()
	return server.(protocol)
}

// run calls a function with a configured provider, on a fake clock.
func (a types) run(t *testing.T, s says, name string, work func(terraform)) {
	t.Helper()
	config := configuration(t, a["provider"])
	synctest.Test(t, func(t *testing.T) {
		server := s.server()
		_, _ = server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})
		work(terraform{server, t.Context(), name})
		time.Sleep(20 * patience) // requests shared by several callers end on their own
	})
}

// ids are strings that somebody might import, as an ID or as an identity.
var ids = []string{
	"", "/", "a", "a/b", "a/b/c", "//", "disk_1", "vm_1/disk_1", " ", "\x00", "\xff", "🦥", strings.Repeat("a/", 5000), "%2f",
	"null", "{}", "[1]", `{"id":"a"}`, `{"id":null}`, `{"id":1}`, `{"virtual_machine_id":"vm_1","disk_id":""}`,
}

// importResponses are possible responses to an import, in both APIs' formats.
var importResponses = []string{
	"", "null", "{}", "[]", "<html>", `{"disk":null}`, `[{"id":"a"}]`,
	`{"disk":{"id":"disk_1","virtual_machine_disk":{"virtual_machine":{"id":"vm_1"},"state":"attached"}},"task":{"status":"completed"}}`,
	`{"virtual_machine_group":{"id":"a"},"virtual_machine_network_interface":{"id":"a","state":"attached","ip_addresses":[{}]}}`,
	`{"virtual_machine":{"id":"vm_1","state":"started"},"pagination":{"current_page":1},"disks":[{"disk":{"id":"disk_1"}}]}`,
	`{"virtual_machine":{"id":"1h","state":"started"},"disk":{"id":"1h","state":"built"},"task":{"id":"a","status":"completed"}}`,
	`{"id":"a","name":"b","owner":{"id":"c"}}`,
	`{"error":{"code":"disk_not_found"}}`,
}

// recorded returns the real API's responses to requests with the given HTTP
// methods about objects of the named type. An empty name means any type.
func recorded(all []contract.Recorded, what string, methods ...string) []contract.Recorded {
	_, name, _ := strings.Cut(what, ".katapult_")
	return slices.DeleteFunc(slices.Clone(all), func(r contract.Recorded) bool {
		noun := strings.TrimSuffix(path.Base(r.Op), "s")
		return !strings.Contains(name, noun) && !strings.HasPrefix(noun, name) || !slices.Contains(methods, r.Method)
	})
}

// renamed returns a response about the objects that the seeds name.
func renamed(r contract.Recorded) []byte { return identifier.ReplaceAll(r.ResponseBody, []byte("1h")) }

// together returns responses that fit every request. They have a group, a list
// of groups, and the members of all recorded responses to reads. If several
// members have one name, the first response has the first and the second
// response the last.
func together(all []contract.Recorded) []string {
	const group = `{"id":"1h","name":"1h","owner":{"id":"1h"},"status":204}`
	first, last := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for _, r := range recorded(all, "", "GET") {
		var members map[string]json.RawMessage
		if r.Status == http.StatusOK && json.Unmarshal(renamed(r), &members) == nil {
			maps.Copy(last, members)
			maps.Copy(members, first)
			first = members
		}
	}
	one, _ := json.Marshal(first) // decoded from JSON, so this cannot fail
	other, _ := json.Marshal(last)
	return []string{group, "[" + group + "]", string(one), string(other)}
}

var identifier = regexp.MustCompile(`\b[a-z]+_[A-Za-z0-9]{16}\b`)

// FuzzImport imports any ID as a resource, and reads the result.
func FuzzImport(f *testing.F) {
	all := typesOf(f)
	recordings := contract.RecordedResponses(f)
	for _, what := range all.about("resource") {
		name := strings.TrimPrefix(what, "resource.")
		for i, id := range ids {
			f.Add(name, id, 200, []byte(importResponses[i%len(importResponses)]))
		}
		for i, body := range importResponses {
			f.Add(name, "a", 200+i%2*204, []byte(body))
		}
		for _, r := range recorded(recordings, what, "GET") {
			f.Add(name, string(identifier.Find(r.ResponseBody)), r.Status, []byte(r.ResponseBody))
		}
	}
	f.Fuzz(func(t *testing.T, name, id string, status int, body []byte) {
		all.run(t, says{status, body}, name, func(c terraform) {
			calls["ImportResourceState"].made(c, values{raw: []byte(id), identity: &tfprotov6.DynamicValue{JSON: []byte(id)}})
		})
	})
}

// FuzzValues makes calls with values of the right types. Terraform guarantees
// these types.
func FuzzValues(f *testing.F) {
	all := typesOf(f)
	// Some strings are valid durations, for timeouts.
	full, other := []byte(strings.Repeat("\x0a1h", 100)), []byte(strings.Repeat("\x0a2h", 100))
	mixed := []byte(strings.Repeat("\x0a1h\x0a2h", 50)) // a set has no duplicates
	unknown := append([]byte{2}, bytes.Repeat([]byte{1}, 50)...)
	recordings := contract.RecordedResponses(f)
	rich := together(recordings)
	bodies := slices.Concat(importResponses, rich)
	for _, kind := range []string{"data", "list", "action"} {
		for _, what := range all.about(kind) {
			for i, body := range bodies {
				f.Add(what, full, []byte{}, []byte{}, []byte{}, int64(i%3-1), 200, []byte(body))
			}
			for i, body := range rich {
				f.Add(what, mixed, []byte{}, []byte{}, []byte{}, int64(0), 200, []byte(body))
				f.Add(what, []byte{2}, []byte{}, []byte{}, []byte{}, int64(i%2), 200, []byte(body))
			}
			for _, r := range recorded(recordings, what, "GET") {
				f.Add(what, full, []byte{}, []byte{}, []byte{}, int64(0), r.Status, renamed(r))
			}
			f.Add(what, unknown, full, full, full, int64(0), 200, []byte("{}"))
		}
	}
	for _, what := range all.about("resource") {
		create := func(status int, body []byte) { f.Add(what, full, []byte{}, full, []byte{}, int64(0), status, body) }
		update := func(status int, body []byte) { f.Add(what, full, full, other, full, int64(0), status, body) }
		remove := func(status int, body []byte) { f.Add(what, []byte{}, full, []byte{}, full, int64(0), status, body) }
		for _, body := range bodies {
			create(200, []byte(body))
			update(200, []byte(body))
			remove(200, []byte(body))
		}
		for _, body := range rich {
			for _, change := range [][2][]byte{{{}, mixed}, {mixed, full}, {mixed, {}}} {
				f.Add(what, mixed, change[0], change[1], mixed, int64(0), 200, []byte(body))
			}
		}
		for _, r := range recorded(recordings, what, "POST") {
			create(r.Status, renamed(r))
		}
		for _, r := range recorded(recordings, what, "GET", "PATCH", "PUT") {
			update(r.Status, renamed(r))
		}
		for _, r := range recorded(recordings, what, "DELETE") {
			remove(r.Status, renamed(r))
		}
		f.Add(what, unknown, full, unknown, unknown, int64(0), 500, []byte("{}"))
	}
	f.Fuzz(func(t *testing.T, what string, config, prior, plan, identity []byte, number int64, status int, body []byte) {
		kind, name, _ := strings.Cut(what, ".")
		v := values{
			config: all.value(t, what, config), prior: all.value(t, what, prior), plan: all.value(t, what, plan),
			identity: all.value(t, "identity."+name, identity), number: number,
		}
		all.run(t, says{status, body}, name, func(c terraform) { c.everything(kind, v) })
	})
}

// raws are malformed values, in MessagePack and then in JSON.
var raws = []string{
	"", "\x80", "\xc0", "\x90", "\xc1", "\xdf\xff\xff\xff\xff", "\xdd\x7f\xff\xff\xff", "\xdb\xff\xff\xff\xff", "\xd4\x00\x00",
	"\xc7\x00\x0c", "\x81\xa2id\xa1a", "\x81\xa2id\xff", strings.Repeat("\x91", 10_000),
	"null", "{}", "[]", "{", `{"id":1}`, `{"id":"a"}`, `{"id":{"id":[]}}`, `"\ud800"`, "1e999999",
	`{"id":"a","timeouts":{"create":"1h"},"nothing":[]}`, strings.Repeat("[", 10_000), strings.Repeat(`{"id":`, 1000),
}

// FuzzBytes makes all calls with arbitrary bytes instead of a value.
func FuzzBytes(f *testing.F) {
	all := typesOf(f)
	names := map[string]bool{}
	for what := range all {
		_, name, _ := strings.Cut(what, ".")
		names[name] = true
	}
	for i, raw := range raws {
		inJSON := i >= slices.Index(raws, "null")
		f.Add("katapult_nothing", []byte(raw), []byte(raw), int64(-i), inJSON)
		for name := range names {
			f.Add(name, []byte(raw), []byte(raws[(i+1)%len(raws)]), int64(i%2), inJSON)
		}
	}
	f.Fuzz(func(t *testing.T, name string, first, second []byte, number int64, inJSON bool) {
		value := func(content []byte) *tfprotov6.DynamicValue {
			if inJSON {
				return &tfprotov6.DynamicValue{JSON: content}
			}
			return &tfprotov6.DynamicValue{MsgPack: content}
		}
		v := values{config: value(first), prior: value(second), plan: value(first), identity: value(second), raw: first, number: number}
		all.run(t, says{200, []byte("{}")}, name, func(c terraform) { c.everything("", v) })
	})
}

// FuzzConfigure configures the provider with values of its block's type.
func FuzzConfigure(f *testing.F) {
	all := typesOf(f)
	for _, r := range recorded(contract.RecordedResponses(f), "", "GET") {
		f.Add([]byte(strings.Repeat("\x0a1h", 100)), r.Status, renamed(r))
	}
	for _, body := range importResponses {
		f.Add([]byte(strings.Repeat("\x0a1h", 100)), 200, []byte(body))
		f.Add(append([]byte{2}, "\x06a\x00\x06a\x00\x00\x06a\x00\x00\x00"...), 404, []byte(body))
		f.Add([]byte{}, 500, []byte(body))
		f.Add(bytes.Repeat([]byte{2, 1}, 50), 200, []byte(body))
	}
	f.Fuzz(func(t *testing.T, config []byte, status int, body []byte) {
		v := values{config: all.value(t, "provider", config)}
		all.run(t, says{status, body}, "", func(c terraform) { c.everything("provider", v) })
	})
}
