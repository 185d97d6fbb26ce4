package chaos_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

var everyRequest = flag.Bool("every", false, "kill the provider at every request, and not only where something has just been changed")

// atOnce is how many kills are tried at a time: they are mostly waiting.
const atOnce = 8

// changing is one of each object, in a form that can be changed, and in an order
// that is the same in every run.
const changing = `
variable "changed" {
  default = false
}

resource "katapult_virtual_machine_group" "this" {
  name = var.changed ? "after" : "before"
}

resource "katapult_disk_assignment" "this" {
  disk_id            = %[1]q
  virtual_machine_id = %[2]q
  attached           = !var.changed
  depends_on         = [katapult_virtual_machine_group.this]
}

resource "katapult_virtual_machine_network_interface" "this" {
  virtual_machine_id    = %[2]q
  network_id            = "netw_gVRkZdSKczfNg34P"
  ip_address_ids        = [var.changed ? %[3]q : %[4]q]
  network_speed_profile = var.changed ? "500mbps" : "1gbps"
  depends_on            = [katapult_disk_assignment.this]
}
`

// phases are what the provider is killed in.
var phases = map[string][]string{
	"apply":   {"apply"},
	"update":  {"apply", "-var=changed=true"},
	"destroy": {"destroy", "-var=changed=true"},
}

// kill is one request that the provider does not survive.
type kill struct {
	phase     string
	request   int
	operation string
	after     bool
	// orphans says that an object has been created by then of which Terraform
	// hears only when its creation is over.
	orphans bool
}

func (k kill) String() string {
	when := "before"
	if k.after {
		when = "after"
	}
	return fmt.Sprintf("%s %02d %s %s", k.phase, k.request, when, k.operation)
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
	for _, phase := range []string{"apply", "update", "destroy"} {
		kills = append(kills, killsOf(t, phase)...)
	}
	for _, k := range kills {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			t.Run(k.String(), func(t *testing.T) {
				if orphan := k.run(t); orphan != "" {
					mu.Lock()
					defer mu.Unlock()
					left = append(left, fmt.Sprintf("%s: %s", k, orphan))
				}
			})
		})
	}
	all.Wait()
	slices.Sort(left)
	t.Logf("%d kills; what nobody knows of, made in the moment of the kill:\n%s", len(kills), strings.Join(left, "\n"))
}

// scene is a cloud with a killer before it.
type scene struct {
	*acctest.World

	killer        *chaos.Killer
	shell         *acctest.Shell
	disk, machine string
}

// newScene is a scene in which nothing has been applied yet.
func newScene(t *testing.T) scene {
	t.Helper()
	w := acctest.NewWith(t, func(s *simulator.Options) { s.TaskTime = time.Millisecond }, registry.All()...)
	fixture := chaos.NewFixture(t, w, 1)
	more := chaos.NewFixture(t, w, 1)
	s := scene{World: w, killer: chaos.NewKiller(t, w), disk: fixture.Disks[0], machine: fixture.Machines[0]}
	s.shell = w.CLIShell(fmt.Sprintf(changing, s.disk, s.machine, fixture.Addresses[0], more.Addresses[0]))
	return s
}

// before is the scene as it is before a phase.
func before(t *testing.T, phase string) scene {
	t.Helper()
	s := newScene(t)
	if phase != "apply" {
		s.run(t, phases["apply"])
	}
	if phase == "destroy" {
		s.run(t, phases["update"])
	}
	s.killer.WrapProvider(t, s.shell)
	return s
}

func (s scene) try(arguments []string) (string, error) {
	return s.shell.Run(append(slices.Clone(arguments), "-auto-approve", "-no-color", "-parallelism=1")...)
}

func (s scene) run(t *testing.T, arguments []string) {
	t.Helper()
	if output, err := s.try(arguments); err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
}

// killsOf are the kills to try in a phase, of which one run tells the requests.
func killsOf(t *testing.T, phase string) []kill {
	t.Helper()
	s := before(t, phase)
	s.ResetRequests()
	s.run(t, phases[phase])
	var kills []kill
	unfinished := false // the interface, which is created last and in several steps
	for i, r := range s.Requests() {
		reads := strings.HasPrefix(r.Operation, "GET ")
		for _, after := range []bool{false, true} {
			group := after && r.Operation == "POST /organizations/organization/virtual_machine_groups"
			unfinished = unfinished || after && r.Operation == "POST /virtual_machines/virtual_machine/network_interfaces"
			if *everyRequest || after && !reads {
				kills = append(kills, kill{phase, i + 1, r.Operation, after, group || unfinished})
			}
		}
	}
	return kills
}

// run kills the provider, goes on, and returns what is left that nobody knows
// of, where that cannot be helped.
func (k kill) run(t *testing.T) (orphan string) {
	s := before(t, k.phase)
	s.killer.Arm(k.request, k.after)
	if output, err := s.try(phases[k.phase]); err == nil || !s.killer.Killed() {
		t.Fatalf("the provider was killed: %t; %v\n%s", s.killer.Killed(), err, output)
	}
	s.killer.Arm(0, false)
	if k.orphans {
		orphan = s.withOrphan(t)
	} else {
		s.run(t, phases[k.phase])
	}
	if k.phase != "destroy" {
		arguments := append([]string{"plan", "-detailed-exitcode", "-no-color"}, phases[k.phase][1:]...)
		if output, err := s.shell.Run(arguments...); err != nil {
			t.Errorf("the plan is not empty: %v\n%s", err, output)
		}
	}
	if audit := compare(t, s.World, nil, s.shell); !audit.Owned() {
		t.Errorf("%s", audit)
	}
	return orphan
}

// withOrphan goes on where one object is in nobody's state, which a person has
// to delete: before Terraform can go on, if it has the address.
func (s scene) withOrphan(t *testing.T) string {
	t.Helper()
	output, err := s.try(phases["apply"])
	inTheWay := acctest.Matches(`IP address ip_\w+ is taken`).MatchString(output)
	if err != nil && !inTheWay {
		t.Fatalf("%v\n%s", err, output)
	}
	var orphan string
	for _, id := range compare(t, s.World, nil, s.shell).Orphans {
		if orphan != "" {
			t.Errorf("%s and %s are in nobody's state", orphan, id)
		}
		orphan = id
		s.Remove(id)
	}
	switch {
	case orphan == "":
		t.Error("an object was created, and nobody knows what has become of it")
	case inTheWay:
		s.run(t, phases["apply"])
		return orphan + ", and its address has to be released by hand"
	}
	return orphan
}
