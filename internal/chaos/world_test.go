package chaos_test

import (
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// newWorld is a world in which tasks take as long as the real ones, if time is fast.
func newWorld(t *testing.T, change ...func(*simulator.Options)) *acctest.World {
	t.Helper()
	return acctest.NewWith(t, func(o *simulator.Options) {
		if acctest.RealTime(t) {
			o.TaskTime = 10 * time.Millisecond
		}
		for _, c := range change {
			c(o)
		}
	}, registry.All()...)
}

// newShell serves a provider that waits and retries like a released one, if time is fast.
func newShell(t *testing.T, w *acctest.World) *acctest.Shell {
	t.Helper()
	shell := w.Shell("")
	if acctest.RealTime(t) {
		shell.WaitForReleases()
	} else {
		shell.Serve(acctest.Released, acctest.ShortRateWindow)
	}
	return shell
}

// stack is everything that one configuration manages.
type stack struct {
	chaos.Fixture

	shell    *acctest.Shell
	prefix   string
	groups   int
	builds   chaos.Builds
	services chaos.Services
	storage  chaos.Storage
}

// newStack returns a stack with a fixture of its own.
func newStack(t *testing.T, w *acctest.World, prefix string, groups, machines int, builds chaos.Builds, services chaos.Services) *stack {
	t.Helper()
	return &stack{chaos.NewFixture(t, w, machines), newShell(t, w), prefix, groups, builds, services, chaos.Storage{}}
}

// newStorage has as many objects of each kind, and an account in a region.
func newStorage(t *testing.T, count int, region string) chaos.Storage {
	t.Helper()
	s := chaos.Storage{Count: count, Region: region, Name: "custom.example"}
	s.Certificate, s.Key = acctest.NewCertificate(t, time.Now().AddDate(1, 0, 0), s.Name)
	return s
}

// configure writes the configuration of a layout, and returns the objects that it wants.
func (s *stack) configure(w *acctest.World, l chaos.Layout) map[string]int {
	config, wanted := s.Stack(s.prefix, s.groups, l)
	if s.builds != (chaos.Builds{}) {
		more, wants := s.builds.Config(s.prefix, l)
		config += more
		add(wanted, wants)
	}
	if s.services > 0 {
		more, wants := s.services.Config(s.prefix, s.Machines, l)
		config += more
		add(wanted, wants)
	}
	if s.storage.Count > 0 {
		more, wants := s.storage.Config(s.prefix, s.Machines, l)
		config += more
		add(wanted, wants)
	}
	s.shell.Configure(w.ProviderBlock() + config)
	return wanted
}

// add counts more objects.
func add(wanted, more map[string]int) {
	for what, count := range more {
		wanted[what] += count
	}
}

// agrees checks that nothing is left to do, and that everything exists once and is in the
// state.
func (s *stack) agrees(t *testing.T, w *acctest.World, wanted map[string]int, what string) chaos.Audit {
	t.Helper()
	if output, err := s.shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("the plan after the %s is not empty: %v\n%s", what, err, output)
	}
	audit := compare(t, w, wanted, s.shell)
	if !audit.Clean() {
		t.Errorf("after the %s: %s", what, audit)
	}
	return audit
}

// untilDone runs Terraform until it succeeds, and returns how often it ran.
func untilDone(t *testing.T, shell *acctest.Shell, command string, flags ...string) int {
	t.Helper()
	for run := 1; ; run++ {
		output, err := shell.Run(append([]string{command, "-auto-approve", "-no-color"}, flags...)...)
		if err == nil {
			return run
		}
		if run == attempts {
			t.Fatalf("%s has failed %d times: %v\n%s", command, run, err, output)
		}
	}
}

// compare audits the states of shells.
func compare(t *testing.T, w *acctest.World, wanted map[string]int, shells ...*acctest.Shell) chaos.Audit {
	t.Helper()
	var states []string
	for _, s := range shells {
		states = append(states, s.Read("terraform.tfstate"))
	}
	audit, err := chaos.Compare(w.Simulator, wanted, states...)
	if err != nil {
		t.Fatal(err)
	}
	return audit
}
