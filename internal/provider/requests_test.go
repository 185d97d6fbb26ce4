//go:build !race

package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Limits on the number of requests, at Terraform's default parallelism and with
// the provider's default settings. The fake clock makes the numbers independent
// of the machine's load. With the race detector these take minutes, so that
// "make test" runs them without it.

func TestRequestsOfAThousandGroups(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, registry.All()...)
		shell := released(w, "resource \"katapult_virtual_machine_group\" \"g\" {\n  count = 1000\n  name = \"g-${count.index}\"\n}\n")
		for _, work := range []struct {
			arguments []string
			most      int
		}{
			{[]string{"apply", "-auto-approve"}, 1005},
			{[]string{"plan", "-detailed-exitcode"}, 12},
			{[]string{"destroy", "-auto-approve"}, 1015},
		} {
			requests := spent(t, w, shell, work.arguments...)
			t.Logf("%s of 1,000 groups: %d requests", work.arguments[0], requests)
			if requests > work.most {
				t.Errorf("%s took %d requests, want %d at the most", work.arguments[0], requests, work.most)
			}
		}
	})
}

func assignments(w *acctest.World, machines, disks int) (config string, states []string) {
	pairs := assigned(w, machines, disks)
	for _, p := range pairs {
		states = append(states, fmt.Sprintf(`{"id": "%[1]s/%[2]s", "virtual_machine_id": %[1]q, "disk_id": %[2]q, "attached": true, "attach_on_boot": true, "attachment_state": "attached"}`, p[0], p[1]))
	}
	return counted("katapult_disk_assignment", "a", pairs,
		"virtual_machine_id = local.a[count.index][0]", "disk_id = local.a[count.index][1]"), states
}

func TestRequestsOfAThousandDiskAssignments(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, registry.All()...)
		config, states := assignments(w, 100, 1000)
		shell := released(w, config)
		shell.WriteState("katapult_disk_assignment", "a", states...)
		for _, stopped := range []int{0, 25} {
			stop(w, stopped)
			requests := spent(t, w, shell, "plan", "-detailed-exitcode")
			t.Logf("plan of 1,000 disk assignments on 100 machines, %d of them stopped: %d requests", stopped, requests)
			if requests > 100+stopped+1 {
				t.Errorf("%d requests, want one for each machine, another for each that is stopped and the check", requests)
			}
		}
	})
}

// stop stops some machines, which detaches their disks and interfaces.
func stop(w *acctest.World, machines int) {
	for _, m := range w.Objects("virtual_machine")[:machines] {
		id, _ := m["id"].(string)
		w.Change(id, map[string]any{"state": "stopped"})
	}
}

// interfaces seeds machines with network interfaces.
func interfaces(w *acctest.World, machines, each int) (config string, states []string) {
	var owners []string
	network := w.Objects("network")[0]["id"]
	for m := range machines {
		machine := w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("web-%d", m)})
		for range each {
			answer := w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
				"virtual_machine": map[string]any{"id": machine}, "network": map[string]any{"id": network}, "speed_profile": map[string]any{"permalink": "1gbps"},
			})
			made, _ := answer["virtual_machine_network_interface"].(map[string]any)
			id, _ := made["id"].(string)
			w.Change(id, map[string]any{"state": "attached"})
			owners = append(owners, machine)
			states = append(states, fmt.Sprintf(`{"id": %q, "virtual_machine_id": %q, "network_id": %q, "network_speed_profile": "1gbps", "attached": true}`, id, machine, network))
		}
	}
	return counted("katapult_virtual_machine_network_interface", "n", owners,
		"virtual_machine_id = local.n[count.index]", fmt.Sprintf("network_id = %q", network), `network_speed_profile = "1gbps"`), states
}

func TestRequestsOfNetworkInterfaces(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, registry.All()...)
		config, states := interfaces(w, 200, 2)
		shell := released(w, config)
		shell.WriteState("katapult_virtual_machine_network_interface", "n", states...)
		for _, stopped := range []int{0, 50} {
			stop(w, stopped)
			requests := spent(t, w, shell, "plan", "-detailed-exitcode")
			t.Logf("plan of 400 network interfaces on 200 machines, %d of them stopped: %d requests", stopped, requests)
			if requests > 400+stopped+1 {
				t.Errorf("%d requests, want one for each interface, one for each stopped machine and the check", requests)
			}
		}
	})
}

// fiveHundredRecords are in five zones, and their names and values are not written as the API
// has them.
const fiveHundredRecords = `
resource "katapult_dns_zone" "z" {
  count = 5
  name  = "example-${count.index}.com"
}

resource "katapult_dns_record" "r" {
  count       = 500
  dns_zone_id = katapult_dns_zone.z[count.index % 5].id
  name        = "WWW-${count.index}.${katapult_dns_zone.z[count.index % 5].name}."
  type        = "AAAA"
  value       = "2001:DB8:0::7"
}
`

// bound is the most requests that a command may take.
type bound struct {
	most      int
	arguments []string
}

// staysWithin applies, plans or destroys a configuration, and counts the requests.
func staysWithin(t *testing.T, w *acctest.World, what, config string, bounds ...bound) {
	t.Helper()
	shell := released(w, config)
	for _, b := range bounds {
		requests := spent(t, w, shell, b.arguments...)
		t.Logf("%s of %s: %d requests", b.arguments[0], what, requests)
		if requests > b.most {
			t.Errorf("%s of %s took %d requests, want %d at the most", b.arguments[0], what, requests, b.most)
		}
	}
}

// A list for each zone has all of its records. The zones are one list, and the nameservers
// another request.
func TestRequestsOfFiveHundredRecordsInFiveZones(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		staysWithin(
			t, acctest.New(t, registry.All()...), "500 records in 5 zones, and of the zones", fiveHundredRecords,
			bound{2 + 1 + 2*5 + 5 + 500, []string{"apply", "-auto-approve"}},
			bound{8, []string{"plan", "-detailed-exitcode"}},
			bound{8 + 2 + 500 + 5, []string{"destroy", "-auto-approve"}},
		)
	})
}

// balancers is a configuration of load balancers, each with rules.
func balancers(w *acctest.World, count, rules int) string {
	var pairs [][2]int
	for balancer := range count {
		for rule := range rules {
			pairs = append(pairs, [2]int{balancer, 1000 + rule})
		}
	}
	return counted("katapult_load_balancer", "b", make([]int, count), `name = "web-${count.index}"`, `data_center_id = "loc_UUhPmoCbpic6UX0Y"`,
		fmt.Sprintf("virtual_machine_ids = [%q]", w.AddVirtualMachine(simulator.VM{Name: "web"}))) +
		counted("katapult_load_balancer_rule", "r", pairs, "load_balancer_id = katapult_load_balancer.b[local.r[count.index][0]].id",
			"listen_port = local.r[count.index][1]", "destination_port = 8080", `protocol = "HTTP"`)
}

// No list tells whether a load balancer redirects, nor 12 of the 18 fields of a rule. All of
// them have defaults to be kept, so that less than a request for each would miss changes.
func TestRequestsOfLoadBalancersAndRules(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, registry.All()...)
		staysWithin(
			t, w, "20 load balancers with 5 rules each", balancers(w, 20, 5),
			bound{2*120 + 2, []string{"apply", "-auto-approve"}}, // a list before each creation, and two checks
			bound{120 + 1, []string{"plan", "-detailed-exitcode"}},
		)
	})
}

// plurals are the data sources that list something.
func plurals(t *testing.T) (names []string) {
	t.Helper()
	schemas, err := provider.Server("test", registry.All())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range schemas.DataSourceSchemas {
		lists := slices.ContainsFunc(schema.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool {
			return a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeList
		})
		if lists && strings.HasSuffix(name, "s") && !strings.HasPrefix(name, "katapult_sailpoint_") {
			names = append(names, name)
		}
	}
	if len(names) < 15 {
		t.Errorf("no more than %d data sources list something: %v", len(names), names)
	}
	return names
}

func TestRequestsOfDataSourcesOfOneList(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, registry.All()...)
		w.AddGroup("web")
		w.AddTag("web", "red")
		w.AddVirtualNetwork("backend", "uk-lon-01")
		w.AddDisk("data")
		machine := w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true})
		narrowed := map[string]string{ // those that list nothing without an argument
			"katapult_country_states":         `country = "GB"`,
			"katapult_disk_template_versions": `disk_template = "templates/ubuntu-22-04"`,
			"katapult_dns_records":            fmt.Sprintf("dns_zone_id = %q", w.AddDNSZone("example.com")),
			"katapult_load_balancer_rules":    fmt.Sprintf("load_balancer_id = %q", w.AddLoadBalancer(map[string]any{"name": "web"})),
			"katapult_security_group_rules":   fmt.Sprintf("security_group_id = %q", w.AddSecurityGroup("web", nil)),
			"katapult_virtual_machine_disks":  fmt.Sprintf("virtual_machine_id = %q", machine),
			"katapult_virtual_machine_network_interface_available_ips": fmt.Sprintf(
				"network_interface_id = %q\n  version = 4", w.Only("virtual_machine_network_interface")),
			"katapult_virtual_machine_network_interfaces": fmt.Sprintf("virtual_machine_id = %q", machine),
		}
		var config strings.Builder
		for _, plural := range plurals(t) {
			fmt.Fprintf(&config, "data %q \"d\" {\n  count = 15\n  %s\n}\n\n", plural, narrowed[plural])
		}
		shell := released(w, config.String())
		start := time.Now()
		spent(t, w, shell, "plan")
		again := starved(start)
		made := map[string]int{}
		for _, r := range w.Requests() {
			made[r.Operation]++
		}
		for operation, n := range made {
			most := 1
			if operation == checks {
				most = 2 // the check lists the networks as well
			}
			if n > most+again {
				t.Errorf("%s was asked for %d times", operation, n)
			}
		}
	})
}

func TestRequestsOfAMixtureAreTheSum(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, registry.All()...)
		disks, _ := assignments(w, 10, 100)
		cards, _ := interfaces(w, 10, 2)
		shell := released(w, disks+cards+"resource \"katapult_virtual_machine_group\" \"g\" {\n  count = 100\n  name = \"g-${count.index}\"\n}\n"+
			"data \"katapult_virtual_machine_groups\" \"all\" {}\n")
		spent(t, w, shell, "apply", "-auto-approve") // adopts the assignments and creates interfaces
		const check = 1
		sum := check
		for address, want := range map[string]int{
			"katapult_virtual_machine_group.g":             3 + 1, // the first by themselves, and the list
			"katapult_disk_assignment.a":                   10,    // a list for each machine
			"katapult_virtual_machine_network_interface.n": 20,
			"data.katapult_virtual_machine_groups.all":     1, // the same list
		} {
			part := spent(t, w, shell, "plan", "-detailed-exitcode", "-target="+address) - check
			if part != want {
				t.Errorf("%s: %d requests, want %d", address, part, want)
			}
			sum += part
		}
		const shared = 1 // the list of groups
		requests := spent(t, w, shell, "plan", "-detailed-exitcode")
		for again := 0; again < 5 && apart(w, "GET /organizations/organization/virtual_machine_groups"); again++ {
			requests = spent(t, w, shell, "plan", "-detailed-exitcode")
		}
		if requests != sum-shared {
			t.Errorf("%d requests, want %d, the sum of the parts", requests, sum-shared)
		}
	})
}

// apart reports whether one list was requested twice about a second apart, as on
// a busy machine. Data sources share no older list, so such a run proves nothing
// about sharing.
func apart(w *acctest.World, operation string) bool {
	var last time.Time
	for _, r := range w.Requests() {
		if r.Operation != operation {
			continue
		}
		if !last.IsZero() && r.Time.Sub(last) > 800*time.Millisecond {
			return true
		}
		last = r.Time
	}
	return false
}
