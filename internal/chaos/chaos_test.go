package chaos_test

import (
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

var (
	firstSeed = flag.Uint64("seed", 1, "the first seed of the chaos")
	seeds     = flag.Int("seeds", 0, "how many seeds to try on a large stack; none is one on a small stack")
)

// size is how large the stack is: 100 groups and 120 other objects, or a fifth.
func size() (groups, machines int) {
	if *seeds == 0 {
		return 20, 4
	}
	return 100, 20
}

// attempts bounds how often an apply or a destroy is run until it succeeds.
const attempts = 8

// outcome is what became of one seed.
type outcome struct {
	applies, moves, destroys, requests int

	dice  *chaos.Dice
	audit chaos.Audit
}

func TestNothingIsLostWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	var (
		mu   sync.Mutex
		rows []string
	)
	t.Cleanup(func() { t.Log("the outcome:\n" + strings.Join(rows, "\n")) })
	for seed := *firstSeed; seed < *firstSeed+uint64(max(*seeds, 1)); seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			o := outcome{dice: chaos.NewDice(seed)}
			defer func() {
				mu.Lock()
				defer mu.Unlock()
				rows = append(rows, fmt.Sprintf("seed %d: %d applies, %d to move, %d destroys, %d requests; %s; %s",
					seed, o.applies, o.moves, o.destroys, o.requests, o.dice, o.audit))
			}()
			o.run(t)
		})
	}
}

// moves change a stack in turn: every resource under another address, every
// disk and address elsewhere, and both.
var moves = []chaos.Layout{{Renamed: true}, {Renamed: true, Shift: 1}, {Shift: 2}}

// allAtOnce lets Terraform run everything side by side: what waits for another
// resource to release something must not keep that one from its turn.
const allAtOnce = "-parallelism=300"

func (o *outcome) run(t *testing.T) {
	w := acctest.NewWith(t, func(s *simulator.Options) { s.TaskTime = 10 * time.Millisecond }, registry.All()...)
	defer func() { o.requests = len(w.Requests()) }()
	groups, machines := size()
	fixture := chaos.NewFixture(t, w, machines)
	shell := w.CLIShell("")

	o.applies = o.become(t, w, shell, fixture, groups, chaos.Layout{})
	for _, layout := range moves {
		o.moves += o.become(t, w, shell, fixture, groups, layout)
	}
	inPeace(t, w, shell, fixture, groups)

	o.dice.InjectInto(w.Simulator)
	o.destroys = untilDone(t, shell, "destroy")
	chaos.StopInjecting(w.Simulator)
	if left := compare(t, w, nil, shell); !left.Clean() || len(chaos.AllocatedAddresses(w.Simulator)) > 0 {
		t.Errorf("after the destroy: %s, addresses %v", left, chaos.AllocatedAddresses(w.Simulator))
	}
}

// become applies a layout while everything goes wrong, and returns how many runs
// that took.
func (o *outcome) become(t *testing.T, w *acctest.World, shell *acctest.Shell, fixture chaos.Fixture, groups int, layout chaos.Layout) (runs int) {
	t.Helper()
	config, wanted := fixture.Stack("group", groups, layout)
	shell.Configure(w.ProviderBlock() + config)
	o.dice.InjectInto(w.Simulator)
	runs = untilDone(t, shell, "apply", allAtOnce)
	chaos.StopInjecting(w.Simulator)
	o.audit = agrees(t, w, shell, fixture, wanted, fmt.Sprintf("apply of %+v", layout))
	return runs
}

// inPeace renames everything, and then moves it once more. Each takes one run if
// nothing goes wrong.
func inPeace(t *testing.T, w *acctest.World, shell *acctest.Shell, fixture chaos.Fixture, groups int) {
	t.Helper()
	shell.WaitForReleases()
	for _, layout := range []chaos.Layout{{Renamed: true, Shift: 2}, {Shift: 3}} {
		config, wanted := fixture.Stack("group", groups, layout)
		shell.Configure(w.ProviderBlock() + config)
		if output, err := shell.Run("apply", "-auto-approve", "-no-color", allAtOnce); err != nil {
			t.Fatalf("a move in peace takes more than one run: %v\n%s", err, output)
		}
		agrees(t, w, shell, fixture, wanted, fmt.Sprintf("move in peace to %+v", layout))
	}
}

// agrees checks that nothing is left to do, and that everything is there once
// and attached, with its address.
func agrees(t *testing.T, w *acctest.World, shell *acctest.Shell, fixture chaos.Fixture, wanted map[string]int, what string) chaos.Audit {
	t.Helper()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("the plan after the %s is not empty: %v\n%s", what, err, output)
	}
	audit := compare(t, w, wanted, shell)
	if taken := len(chaos.AllocatedAddresses(w.Simulator)); !audit.Clean() || taken != len(fixture.Addresses) {
		t.Errorf("after the %s: %s, %d addresses taken", what, audit, taken)
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
