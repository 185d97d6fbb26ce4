//go:build !race

// The race detector crashes where fuzz targets and other tests use testing/synctest
// in one program; "make test" runs these without it.

package provider_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-katapult/internal/provider"
)

// patience is how long a call of Terraform may take, on a clock that does not
// wait.
const patience = time.Minute

// says is an API of Katapult and SailPoint that says the same thing to
// everything, but for SailPoint's login.
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

// server returns a provider whose network the given one is.
func (s says) server() tfprotov6.ProviderServer {
	return provider.Server("fuzz", func(o *provider.Options) {
		o.Katapult.Transport, o.SailPoint.Transport = s, s
	})()
}

// terraform is what calls a provider. An error of a call is as good as an answer.
type terraform struct {
	tfprotov6.ProviderServer
	ctx  context.Context
	name string
}

// run gives a configured provider to a function, on a clock that does not wait.
func (a types) run(t *testing.T, s says, name string, work func(terraform)) {
	t.Helper()
	config := configuration(t, a.provider)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), patience)
		defer stop()
		server := s.server()
		_, _ = server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: config})
		work(terraform{server, ctx, name})
		time.Sleep(20 * patience) // what was begun for several callers ends by itself
	})
}

// everything calls for an object whatever has a value for its argument.
func (c terraform) everything(config, prior, plan *tfprotov6.DynamicValue, private []byte) {
	_, _ = c.ValidateResourceConfig(c.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: c.name, Config: config})
	_, _ = c.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{TypeName: c.name, CurrentState: prior, Private: private})
	_, _ = c.PlanResourceChange(c.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: c.name, PriorState: prior, ProposedNewState: plan, Config: config, PriorPrivate: private,
	})
	_, _ = c.ApplyResourceChange(c.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: c.name, PriorState: prior, PlannedState: plan, Config: config, PlannedPrivate: private,
	})
	_, _ = c.ValidateDataResourceConfig(c.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: c.name, Config: config})
	_, _ = c.ReadDataSource(c.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: c.name, Config: config})
}

// imports reads what it imports, as Terraform does.
func (c terraform) imports(request *tfprotov6.ImportResourceStateRequest) {
	answer, err := c.ImportResourceState(c.ctx, request)
	if err != nil {
		return
	}
	for _, imported := range answer.ImportedResources {
		_, _ = c.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{
			TypeName: imported.TypeName, CurrentState: imported.State, Private: imported.Private, CurrentIdentity: imported.Identity,
		})
	}
}

// ids are what somebody might import, as an ID or as an identity.
var ids = []string{
	"", "/", "a", "a/b", "a/b/c", "//", "disk_1", "vm_1/disk_1", " ", "\x00", "\xff", "🦥", strings.Repeat("a/", 5000), "%2f",
	"null", "{}", "[1]", `{"id":"a"}`, `{"id":null}`, `{"id":1}`, `{"virtual_machine_id":"vm_1","disk_id":""}`,
}

// answered are what an API might say to an import, in both APIs' shapes.
var answered = []string{
	"", "null", "{}", "[]", "<html>", `{"disk":null}`, `[{"id":"a"}]`,
	`{"disk":{"id":"disk_1","virtual_machine_disk":{"virtual_machine":{"id":"vm_1"},"state":"attached"}},"task":{"status":"completed"}}`,
	`{"virtual_machine_group":{"id":"a"},"virtual_machine_network_interface":{"id":"a","state":"attached","ip_addresses":[{}]}}`,
	`{"virtual_machine":{"id":"vm_1","state":"started"},"pagination":{"current_page":1},"disks":[{"disk":{"id":"disk_1"}}]}`,
	`{"virtual_machine":{"id":"1h","state":"started"},"disk":{"id":"1h","state":"built"},"task":{"id":"a","status":"completed"}}`,
	`{"id":"a","name":"b","owner":{"id":"c"}}`,
	`{"error":{"code":"disk_not_found"}}`,
}

// FuzzImport imports anything as a resource, and reads what came of it.
func FuzzImport(f *testing.F) {
	all := typesOf(f)
	for name := range all.resources {
		for i, id := range ids {
			f.Add(name, id, 200, []byte(answered[i%len(answered)]))
		}
		for i, body := range answered {
			f.Add(name, "a", 200+i%2*204, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, name, id string, status int, body []byte) {
		all.run(t, says{status, body}, name, func(c terraform) {
			c.imports(&tfprotov6.ImportResourceStateRequest{TypeName: name, ID: id})
			c.imports(&tfprotov6.ImportResourceStateRequest{TypeName: name, Identity: &tfprotov6.ResourceIdentityData{
				IdentityData: &tfprotov6.DynamicValue{JSON: []byte(id)},
			}})
		})
	})
}

// FuzzValues calls for objects with values of their type, which is what
// Terraform makes sure of.
func FuzzValues(f *testing.F) {
	all := typesOf(f)
	// Texts that are durations too, for the sake of timeouts.
	full, other := []byte(strings.Repeat("\x0a1h", 100)), []byte(strings.Repeat("\x0a2h", 100))
	unknown := append([]byte{2}, bytes.Repeat([]byte{1}, 50)...)
	for name := range all.dataSources {
		for _, body := range answered {
			f.Add(name, full, full, full, 200, []byte(body))
		}
		f.Add(name, unknown, full, full, 200, []byte("{}"))
	}
	for name := range all.resources {
		for _, body := range answered {
			f.Add(name, full, []byte{}, full, 200, []byte(body))     // create
			f.Add(name, full, full, other, 200, []byte(body))        // update
			f.Add(name, []byte{}, full, []byte{}, 200, []byte(body)) // delete
		}
		f.Add(name, unknown, full, unknown, 500, []byte("{}"))
	}
	f.Fuzz(func(t *testing.T, name string, config, prior, plan []byte, status int, body []byte) {
		value := func(seed []byte) *tfprotov6.DynamicValue {
			grows := grown{seed}
			return dynamic(t, grows.value(all.of(name)))
		}
		given, before, after := value(config), value(prior), value(plan)
		all.run(t, says{status, body}, name, func(c terraform) { c.everything(given, before, after, nil) })
	})
}

// raws are values as nobody should send them, in either encoding.
var raws = []string{
	"", "\x80", "\xc0", "\x90", "\xc1", "\xdf\xff\xff\xff\xff", "\xdd\x7f\xff\xff\xff", "\xdb\xff\xff\xff\xff", "\xd4\x00\x00",
	"\xc7\x00\x0c", "\x81\xa2id\xa1a", "\x81\xa2id\xff", "null", "{}", "[]", "{", `{"id":1}`, `{"id":"a"}`, `{"id":{"id":[]}}`, `"\ud800"`,
	"1e999999", strings.Repeat("\x91", 10_000), strings.Repeat("[", 10_000), strings.Repeat(`{"id":`, 1000),
}

// FuzzBytes calls for objects with any bytes in place of a value.
func FuzzBytes(f *testing.F) {
	all := typesOf(f)
	for i, raw := range raws {
		f.Add("katapult_nothing", []byte(raw), []byte(raw), int64(-i), i%2 == 0)
		for name := range all.resources {
			f.Add(name, []byte(raw), []byte(raws[(i+1)%len(raws)]), int64(i%2), false)
			f.Add(name, []byte(raw), []byte(raw), int64(0), true)
		}
	}
	for name := range all.dataSources {
		f.Add(name, []byte("\x81\xa2id\xa1a"), []byte("{}"), int64(0), false)
		f.Add(name, []byte(`{"id":"a"}`), []byte("\x80"), int64(0), true)
	}
	f.Fuzz(func(t *testing.T, name string, first, second []byte, version int64, json bool) {
		value := func(content []byte) *tfprotov6.DynamicValue {
			if json {
				return &tfprotov6.DynamicValue{JSON: content}
			}
			return &tfprotov6.DynamicValue{MsgPack: content}
		}
		all.run(t, says{200, []byte("{}")}, name, func(c terraform) {
			_, _ = c.UpgradeResourceState(c.ctx, &tfprotov6.UpgradeResourceStateRequest{
				TypeName: name, Version: version, RawState: &tfprotov6.RawState{JSON: first},
			})
			_, _ = c.UpgradeResourceIdentity(c.ctx, &tfprotov6.UpgradeResourceIdentityRequest{
				TypeName: name, Version: version, RawIdentity: &tfprotov6.RawState{JSON: first},
			})
			c.everything(value(first), value(second), value(first), second)
			_, _ = c.ConfigureProvider(c.ctx, &tfprotov6.ConfigureProviderRequest{Config: value(first)})
		})
	})
}

// FuzzConfigure configures the provider with values of the type of its block.
func FuzzConfigure(f *testing.F) {
	all := typesOf(f)
	for _, body := range answered {
		f.Add([]byte(strings.Repeat("\x0a1h", 100)), 200, []byte(body))
		f.Add(append([]byte{2}, "\x06a\x00\x06a\x00\x00\x06a\x00\x00\x00"...), 404, []byte(body))
		f.Add([]byte{}, 500, []byte(body))
		f.Add(bytes.Repeat([]byte{2, 1}, 50), 200, []byte(body))
	}
	f.Fuzz(func(t *testing.T, config []byte, status int, body []byte) {
		grows := grown{config}
		given := dynamic(t, grows.value(all.provider))
		all.run(t, says{status, body}, "", func(c terraform) {
			_, _ = c.ValidateProviderConfig(c.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: given})
			_, _ = c.ConfigureProvider(c.ctx, &tfprotov6.ConfigureProviderRequest{Config: given})
		})
	})
}
