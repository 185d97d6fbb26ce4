package chaos_test

import (
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	"terraform-provider-katapult/internal/registry"
)

func TestMain(m *testing.M) { acctest.Main(m, registry.All()...) }

var (
	everyRequest = flag.Bool("every", false, "kill the provider at every request, and not only once after each that changes something")

	firstSeed = flag.Uint64("seed", 1, "the first seed of the chaos")
	seeds     = flag.Int("seeds", 0, "how many seeds to try on a large stack; none is one on a small stack")
)

// size is how large the stack is: 100 groups, 120 other objects of machines that exist, and
// 12 machines that are built with all that belongs to them, 8 services with all kinds of
// parts, and half as many of what keeps data and keys; or a fifth.
func size() (groups, machines int, builds chaos.Builds, services chaos.Services) {
	if *seeds == 0 {
		return 20, 4, chaos.Builds{Servers: 3, Recipients: 2}, 2
	}
	return 100, 20, chaos.Builds{Servers: 8, Recipients: 4}, 8
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
			acctest.FastClock(t, o.run)
		})
	}
}

// moves change a stack in turn: every resource under another address, every disk and
// address elsewhere, both, and every machine that was built replaced.
var moves = []chaos.Layout{{Renamed: true}, {Renamed: true, Shift: 1}, {Shift: 2}, {Shift: 2, Rebuilt: 1}}

// allAtOnce lets Terraform run everything side by side: what waits for another resource to
// release something must not keep that one from its turn.
const allAtOnce = "-parallelism=300"

func (o *outcome) run(t *testing.T) {
	w := newWorld(t)
	defer func() { o.requests = len(w.Requests()) }()
	groups, machines, builds, services := size()
	s := newStack(t, w, "stack", groups, machines, builds, services)
	s.storage = newStorage(t, int(services)/2, "uk-lon-1")

	o.applies = o.become(t, w, s, chaos.Layout{})
	for _, layout := range moves {
		o.moves += o.become(t, w, s, layout)
	}
	inPeace(t, w, s)

	o.dice.InjectInto(w.Simulator)
	o.destroys = untilDone(t, s.shell, "destroy")
	chaos.StopInjecting(w.Simulator)
	if left := compare(t, w, nil, s.shell); !left.Clean() {
		t.Errorf("after the destroy: %s", left)
	}
}

// become applies a layout while everything goes wrong, and returns how many runs that took.
func (o *outcome) become(t *testing.T, w *acctest.World, s *stack, layout chaos.Layout) (runs int) {
	t.Helper()
	wanted := s.configure(w, layout)
	o.dice.InjectInto(w.Simulator)
	runs = untilDone(t, s.shell, "apply", allAtOnce)
	chaos.StopInjecting(w.Simulator)
	o.audit = s.agrees(t, w, wanted, fmt.Sprintf("apply of %+v", layout))
	return runs
}

// inPeace renames everything, and then moves it once more. Each takes one run if nothing
// goes wrong.
func inPeace(t *testing.T, w *acctest.World, s *stack) {
	t.Helper()
	for _, layout := range []chaos.Layout{{Renamed: true, Shift: 2, Rebuilt: 1}, {Shift: 3, Rebuilt: 1}, {Shift: 3, Rebuilt: 2}} {
		wanted := s.configure(w, layout)
		if output, err := s.shell.Run("apply", "-auto-approve", "-no-color", allAtOnce); err != nil {
			t.Fatalf("a move in peace takes more than one run: %v\n%s", err, output)
		}
		s.agrees(t, w, wanted, fmt.Sprintf("move in peace to %+v", layout))
	}
}
