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
	"terraform-provider-katapult/internal/simulator"
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
	applies, destroys, requests int

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
				rows = append(rows, fmt.Sprintf("seed %d: %d applies, %d destroys, %d requests; %s; %s",
					seed, o.applies, o.destroys, o.requests, o.dice, o.audit))
			}()
			o.run(t)
		})
	}
}

func (o *outcome) run(t *testing.T) {
	w := acctest.New(t, func(s *simulator.Options) { s.TaskTime = 10 * time.Millisecond })
	defer func() { o.requests = len(w.Requests()) }()
	groups, machines := size()
	estate := chaos.NewEstate(t, w, machines)
	config, wanted := estate.Stack("group", groups)
	shell := w.ServedShell(config)

	o.dice.Trouble(w.Simulator)
	o.applies = untilDone(t, shell, "apply")
	chaos.Peace(w.Simulator)
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("the plan after the apply is not empty: %v\n%s", err, output)
	}
	o.audit = compare(t, w, wanted, shell)
	if taken := len(chaos.Taken(w.Simulator)); !o.audit.Fine() || taken != machines {
		t.Errorf("after the apply: %s, %d addresses taken", o.audit, taken)
	}

	o.dice.Trouble(w.Simulator)
	o.destroys = untilDone(t, shell, "destroy")
	chaos.Peace(w.Simulator)
	if left := compare(t, w, nil, shell); !left.Fine() || len(chaos.Taken(w.Simulator)) > 0 {
		t.Errorf("after the destroy: %s, addresses %v", left, chaos.Taken(w.Simulator))
	}
}

// untilDone runs Terraform until it succeeds, and returns how often it ran.
func untilDone(t *testing.T, shell *acctest.Shell, command string) int {
	t.Helper()
	for run := 1; ; run++ {
		output, err := shell.Run(command, "-auto-approve", "-no-color")
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
