package katapult_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/contract"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestFaultsAreUsedUpInOrder(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.Inject(simulator.Fault{Operation: createGroup, Skip: 1, Times: 2, Status: 503, Code: "service_unavailable"})
	c.Inject(simulator.Fault{Operation: createGroup, Status: 406, Code: "task_queueing_error", Detail: object{"details": "busy"}})
	got := []int{}
	for range 5 {
		got = append(got, c.call(createGroup, object{"organization": acme, "properties": object{"name": "web"}}).status)
		c.ok("GET /zones", nil)
	}
	if want := []int{406, 503, 503, 200, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	equal(t, "groups", len(c.Objects("virtual_machine_group")), 2)
}

func TestFaultsAreChosenByAFunction(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	var asked []string
	c.Inject(simulator.Fault{Status: 502, Code: "bad_gateway"})
	c.InjectFunc(func(operation string) *simulator.Fault {
		asked = append(asked, operation)
		if len(asked) == 2 {
			return nil
		}
		return &simulator.Fault{Operation: "DELETE /nothing", Skip: 9, Status: 503, Code: "service_unavailable"}
	})
	c.refused(502, "bad_gateway", "GET /zones", nil)
	c.refused(503, "service_unavailable", "GET /zones", nil)
	c.ok("GET /data_centers", nil)
	c.refused(503, "service_unavailable", "GET /zones", nil)
	c.InjectFunc(nil)
	c.ok("GET /zones", nil)
	if want := []string{"GET /zones", "GET /data_centers", "GET /zones"}; !slices.Equal(asked, want) {
		t.Errorf("asked about %v, want %v", asked, want)
	}
}

func TestFaultForEver(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.Inject(simulator.Fault{Times: -1, Status: 500, Code: "unhandled_exception"})
	for range 3 {
		c.refused(500, "unhandled_exception", "GET /zones", nil)
	}
}

func TestFaultForms(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.Inject(simulator.Fault{Status: 403, Code: "permission_denied", Description: "no", Detail: object{"details": "x"}})
	c.Inject(simulator.Fault{Status: 403, Code: "permission_denied", Bare: true})
	c.Inject(simulator.Fault{Status: 502, Body: "<h1>Bad gateway</h1>", ContentType: "text/html"})
	wrapped := c.call("GET /zones", nil)
	equal(t, "wrapped", wrapped.raw, `{"error":{"code":"permission_denied","description":"no","detail":{"details":"x"}}}`)
	equal(t, "schema", wrapped.header.Get("X-Api-Schema"), "json-error")
	bare := c.call("GET /zones", nil)
	equal(t, "bare", bare.text("code"), "permission_denied")
	proxy := c.call("GET /zones", nil)
	equal(t, "status", proxy.status, 502)
	equal(t, "raw", proxy.raw, "<h1>Bad gateway</h1>")
	equal(t, "type", proxy.header.Get("Content-Type"), "text/html")
	equal(t, "schema of a proxy", proxy.header.Get("X-Api-Schema"), "")
}

func TestConnectionsAreCut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		fault  simulator.Fault
		groups int
	}{
		{"before the effect", simulator.Fault{DropBefore: true}, 0},
		{"after the effect", simulator.Fault{DropAfter: true}, 1},
		{"in the response", simulator.Fault{Truncate: true}, 1},
		{"in the response of something between", simulator.Fault{Status: 502, AfterEffect: true, Body: "<h1>Bad gateway</h1>", Truncate: true}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := open(t, katapult.Options{})
			c.Inject(test.fault)
			if r, err := c.try(createGroup, object{"organization": acme, "properties": object{"name": "web"}}); err == nil {
				t.Errorf("got a response: %s", r.raw)
			}
			equal(t, "groups", len(c.Objects("virtual_machine_group")), test.groups)
			equal(t, "requests", len(c.Requests()), 1)
		})
	}
}

func TestAnswerIsReplacedAfterTheEffect(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	var seen []simulator.Exchange
	c.Observe(func(e simulator.Exchange) { seen = append(seen, e) })
	c.Inject(simulator.Fault{Status: 502, AfterEffect: true, Body: "<h1>Bad gateway</h1>"})
	c.Inject(simulator.Fault{Status: 500, AfterEffect: true, Code: "unhandled_exception"})
	arguments := object{"organization": acme, "properties": object{"name": "web"}}
	proxy := c.call(createGroup, arguments)
	equal(t, "status", proxy.status, 502)
	equal(t, "raw", proxy.raw, "<h1>Bad gateway</h1>")
	c.refused(500, "unhandled_exception", createGroup, arguments)
	equal(t, "groups", len(c.Objects("virtual_machine_group")), 2)
	equal(t, "responses", len(seen), 2)
	equal(t, "injected", seen[0].Injected && seen[1].Injected, true)
	equal(t, "recorded status", c.Requests()[0].Status, 502)
}

func TestLatencyIsAddedAfterTheEffect(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{Latency: 5 * time.Millisecond})
	c.Inject(simulator.Fault{Latency: 20 * time.Millisecond})
	start := time.Now()
	c.newGroup()
	if took := time.Since(start); took < 25*time.Millisecond {
		t.Errorf("took %s", took)
	}
}

func TestMistakesOfTestsPanic(t *testing.T) {
	t.Parallel()
	for word, mistake := range map[string]func(*katapult.Simulator){
		"GET /zone":              func(s *katapult.Simulator) { s.Inject(simulator.Fault{Operation: "GET /zone"}) },
		"needs a status":         func(s *katapult.Simulator) { s.Inject(simulator.Fault{AfterEffect: true}) },
		"Atach":                  func(s *katapult.Simulator) { s.FailNextTask("Atach disk") },
		"vm_none":                func(s *katapult.Simulator) { s.Remove("vm_none") },
		"virtual_machine cannot": func(s *katapult.Simulator) { s.Restrict(s.AddVirtualMachine(katapult.VM{}), "no") },
		"nowhere":                func(s *katapult.Simulator) { s.AddVirtualMachine(katapult.VM{DataCenter: "nowhere"}) },
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if problem, _ := recover().(string); !strings.Contains(problem, word) {
					t.Errorf("got %q", problem)
				}
			}()
			mistake(katapult.New(katapult.Options{}))
		})
	}
}

func TestRequestsAreRecordedWithoutTheToken(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.newGroup()
	c.call("GET /nowhere", nil)
	requests := c.Requests()
	equal(t, "requests", len(requests), 2)
	equal(t, "operation", requests[0].Operation, createGroup)
	equal(t, "method", requests[0].Method, "POST")
	equal(t, "path", requests[0].Path, "/core/v1/organizations/organization/virtual_machine_groups")
	equal(t, "body", string(requests[0].Body), `{"organization":{"sub_domain":"acme"},"properties":{"name":"web"}}`)
	equal(t, "status", requests[0].Status, 200)
	equal(t, "time", requests[0].Time, noon)
	equal(t, "token", requests[0].Header.Get("Authorization"), "")
	equal(t, "content type", requests[0].Header.Get("Content-Type"), "application/json")
	equal(t, "operation", requests[1].Operation, "")
	equal(t, "status", requests[1].Status, 404)
	c.ResetRequests()
	equal(t, "requests", len(c.Requests()), 0)
}

// TestErrorsAreInTheWordsOfTheAPI holds them against all that were recorded.
func TestErrorsAreInTheWordsOfTheAPI(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(contract.Require(t, "katapult/errors-seen.json"))
	if err != nil {
		t.Fatal(err)
	}
	var seen map[string]struct {
		First struct {
			Body struct {
				Error struct{ Code, Description string }
			}
		}
	}
	if err := json.Unmarshal(content, &seen); err != nil || len(seen) < 15 {
		t.Fatal(len(seen), err)
	}
	c := open(t, katapult.Options{})
	for kind, e := range seen {
		c.Inject(simulator.Fault{Operation: "GET /data_centers", Status: 404, Code: e.First.Body.Error.Code})
		if got := c.call("GET /data_centers", nil).get("error", "description"); got != e.First.Body.Error.Description {
			t.Errorf("%s: %q, and was recorded as %q", kind, got, e.First.Body.Error.Description)
		}
	}
}
