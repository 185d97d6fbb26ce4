//go:build !race

// With the race detector these take minutes. The provider that is killed is built without it in
// any case, so "make test" runs them without it.

package chaos_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// atOnce is how many kills are tried at a time: they are mostly waiting.
const atOnce = 8

// makes maps the requests that create an object, of which Terraform hears when its creation
// is over, to the object's kind.
var makes = map[string]string{
	"POST /organizations/organization/virtual_machine_groups":                            "virtual_machine_group",
	"POST /virtual_machines/virtual_machine/network_interfaces":                          "virtual_machine_network_interface",
	"POST /organizations/organization/tags":                                              "tag",
	"POST /organizations/organization/virtual_networks":                                  "virtual_network",
	"POST /organizations/organization/ip_addresses":                                      "ip_address",
	"POST /organizations/organization/virtual_machines/build_from_spec":                  "virtual_machine",
	"POST /organizations/organization/disks":                                             "disk",
	"POST /disks/disk/disk_backup_policies":                                              "disk_backup_policy",
	"POST /organizations/organization/address_lists":                                     "address_list",
	"POST /address_lists/address_list/entries":                                           "address_list_entry",
	"POST /organizations/organization/security_groups":                                   "security_group",
	"POST /security_groups/security_group/rules":                                         "security_group_rule",
	"POST /organizations/organization/load_balancers":                                    "load_balancer",
	"POST /load_balancers/load_balancer/rules":                                           "load_balancer_rule",
	"POST /organizations/organization/dns_zones":                                         "dns_zone",
	"POST /dns_zones/dns_zone/records":                                                   "dns_record",
	"POST /organizations/organization/ssh_keys":                                          "ssh_key",
	"POST /organizations/organization/api_tokens":                                        "api_token",
	"POST /organizations/organization/object_storage/object_storage_cluster":             "object_storage_account",
	"POST /organizations/organization/object_storage/object_storage_cluster/access_keys": "object_storage_access_key",
	"POST /organizations/organization/object_storage/object_storage_cluster/buckets":     "object_storage_bucket",
	"POST /organizations/organization/file_storage_volumes":                              "file_storage_volume",
	"POST /organizations/organization/certificates":                                      "certificate",
	"POST /organizations/organization/managed":                                           "organization",
}

// finishes are further requests of the creation of an object of a kind.
var finishes = map[string][]string{
	"virtual_machine": {"PATCH /virtual_machines/virtual_machine"},
	"virtual_machine_network_interface": {
		"POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_ip",
		"POST /virtual_machine_network_interfaces/virtual_machine_network_interface/attach",
	},
	"object_storage_access_key": {"POST /object_storage/access_keys/access_key/generate_credentials"},
	"security_group":            {"POST /security_groups/security_group/rules", "PATCH /security_groups/security_group"},
}

// kill is one request that the provider does not survive.
type kill struct {
	plot      plot
	phase     string
	request   int
	operation string
	after     bool
	// unheard is the kind of an object that was created by then, and of which Terraform has
	// not heard.
	unheard string
	// maybe says that Terraform may have heard of it: the request reads something.
	maybe bool
}

func (k kill) String() string {
	when := "before"
	if k.after {
		when = "after"
	}
	return fmt.Sprintf("%s %s %02d %s %s", k.plot.name, k.phase, k.request, when, k.operation)
}

func TestNothingIsLostWhenTheProviderIsKilled(t *testing.T) {
	t.Parallel()
	var (
		kills  []kill
		mu     sync.Mutex
		left   []string
		places = make(chan struct{}, atOnce)
		all    sync.WaitGroup
	)
	tried := map[string]bool{}
	for _, p := range plots {
		for _, phase := range inOrder {
			for _, k := range killsOf(t, p, phase) {
				if p.isTried(k.operation) && (*everyRequest || !tried[k.operation]) {
					kills = append(kills, k)
				}
				tried[k.operation] = true
			}
		}
	}
	for _, k := range kills {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			t.Run(k.String(), func(t *testing.T) {
				if found := k.run(t); found != "" {
					mu.Lock()
					defer mu.Unlock()
					left = append(left, fmt.Sprintf("%s: %s", k, found))
				}
			})
		})
	}
	all.Wait()
	slices.Sort(left)
	t.Logf("%d kills; what was in nobody's state, made in the moment of the kill:\n%s", len(kills), strings.Join(left, "\n"))
}

// victim is a scene with a killer before its cloud.
type victim struct {
	scene

	killer *chaos.Killer
}

// before is a scene as it is before a phase.
func before(t *testing.T, p plot, phase string) victim {
	t.Helper()
	w := newWorld(t, func(o *simulator.Options) { o.TaskTime = time.Millisecond })
	v := victim{killer: chaos.NewKiller(t, w)}
	v.scene = newScene(t, w, p)
	v.shell.Serve() // all goes one after the other: it need not wait for releases
	for _, earlier := range inOrder[:slices.Index(inOrder, phase)] {
		v.run(t, earlier)
	}
	return v
}

// killsOf are the kills to try in a phase, of which one run tells the requests.
func killsOf(t *testing.T, p plot, phase string) []kill {
	t.Helper()
	v := before(t, p, phase)
	v.ResetRequests()
	v.run(t, phase)
	var kills []kill
	unheard := ""
	for i, r := range v.Requests() {
		reads := strings.HasPrefix(r.Operation, "GET ")
		then := unheard
		if !reads && !slices.Contains(finishes[unheard], r.Operation) {
			then = makes[r.Operation]
		}
		if *everyRequest {
			kills = append(kills, kill{p, phase, i + 1, r.Operation, false, unheard, true})
		}
		if *everyRequest || !reads {
			kills = append(kills, kill{p, phase, i + 1, r.Operation, true, then, reads})
		}
		unheard = then
	}
	return kills
}

// run kills the provider, goes on, and returns what was in nobody's state, if that cannot be
// helped.
func (k kill) run(t *testing.T) (found string) {
	v := before(t, k.plot, k.phase)
	cli := v.shell.WithCLI()
	v.killer.WrapProvider(t, cli)
	v.killer.Arm(k.request, k.after)
	if output, err := cli.Run(arguments(k.phase)...); err == nil || !v.killer.Killed() {
		t.Fatalf("the provider was killed: %t; %v\n%s", v.killer.Killed(), err, output)
	}
	v.killer.Arm(0, false)
	if k.unheard != "" {
		found = k.goOn(t, v)
	} else {
		v.run(t, k.phase)
	}
	if slices.Contains(leavesInTrash, k.operation) && k.after {
		found = "stays in the trash"
		v.emptyTrash()
	}
	v.agrees(t, k.phase)
	return found
}

// leavesInTrash are the deletions of objects that leave the state when they are found in the
// trash, which Katapult empties by itself.
var leavesInTrash = []string{
	"DELETE /disks/disk", "DELETE /disk_backup_policies/disk_backup_policy", "DELETE /file_storage_volumes/file_storage_volume",
	"DELETE /organizations/organization/object_storage/object_storage_cluster",
}

func (v victim) emptyTrash() {
	for _, entry := range v.Objects("trash_object") {
		id, _ := entry["object_id"].(string)
		v.Remove(id)
	}
}

// goOn goes on where an object may be in nobody's state, and follows the advice of the
// guide: a person deletes it, before Terraform can go on if it has the address, or imports
// it if its name is one that nothing else can have.
func (k kill) goOn(t *testing.T, v victim) string {
	t.Helper()
	output, err := v.try(k.phase)
	if advice := acctest.ImportBlock(output, "built"); err != nil && advice != "" {
		return k.imports(t, v, advice)
	}
	inTheWay := acctest.Matches(`IP address ip_\w+ is taken`).MatchString(output)
	if err != nil && !inTheWay {
		t.Fatalf("%v\n%s", err, output)
	}
	unmanaged, err := chaos.Unmanaged(v.Simulator, k.unheard, v.shell.Read("terraform.tfstate"))
	switch {
	case err != nil:
		t.Fatal(err)
	case len(unmanaged) == 0 && (k.maybe || k.unheard == "object_storage_account"): // which is adopted
		return ""
	case len(unmanaged) != 1 || slices.Contains(named, k.unheard):
		t.Fatalf("%s %v are in nobody's state", k.unheard, unmanaged)
	}
	v.Remove(unmanaged[0])
	v.run(t, k.phase) // others may have used it, such as a machine with a tag of that name
	if inTheWay {
		return unmanaged[0] + ", and its address has to be released by hand"
	}
	return unmanaged[0]
}

// named are the kinds whose objects have names of their own, or a content: an error names the
// object and advises its import.
var named = []string{"virtual_machine", "dns_zone", "dns_record", "object_storage_bucket", "file_storage_volume", "organization"}

// imports follows the advice of an error about an object that a killed run has created.
func (k kill) imports(t *testing.T, v victim, advice string) string {
	t.Helper()
	if !slices.Contains(named, k.unheard) || !strings.Contains(advice, "_"+k.unheard+".built") {
		t.Errorf("after a %s was created, this is advised: %s", k.unheard, advice)
	}
	v.shell.Configure(v.config + advice)
	v.run(t, k.phase)
	return k.unheard + ", and it was imported"
}
