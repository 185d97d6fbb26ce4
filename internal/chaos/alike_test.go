package chaos_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// lossy is how many rounds of applies lose answers; then the rest has to
// succeed.
const lossy = 2

// TestNobodyTakesWhatIsAnothers runs Terraform several times at once on what
// nobody can tell apart: groups of the same names, and interfaces of one machine
// on one virtual network. Answers are lost after the effect. Whoever misses
// one then finds too many, stops and names them; what another run has made is
// in that run's state alone. A request that is lost before its effect is another
// matter: what a run finds then may be what another has just made, and nothing
// tells them apart.
func TestNobodyTakesWhatIsAnothers(t *testing.T) {
	t.Parallel()
	for seed := *firstSeed; seed < *firstSeed+uint64(max(*seeds, 1)); seed++ {
		for _, runs := range []int{2, 4} {
			t.Run(fmt.Sprintf("seed %d, %d at once", seed, runs), func(t *testing.T) {
				t.Parallel()
				acctest.FastClock(t, func(t *testing.T) {
					a := alike{World: newWorld(t), dice: rand.New(rand.NewPCG(seed, uint64(runs)))}
					a.run(t, runs)
					t.Logf("%d responses lost, %d applies stopped, %d objects named and deleted by hand", a.lost, a.stopped, a.deleted)
				})
			})
		}
	}
}

// alike are several runs of Terraform that want the same.
type alike struct {
	*acctest.World

	shells []*acctest.Shell
	dice   *rand.Rand

	lost, stopped, deleted int
}

func (a *alike) run(t *testing.T, runs int) {
	t.Helper()
	common, wanted := chaos.NewFixture(t, a.World, 1), map[string]int{}
	for range runs {
		own := newStack(t, a.World, "stack", 3, 2, chaos.Builds{}, 0)
		own.Machines[1], own.Network = common.Machines[0], common.Network
		add(wanted, own.configure(a.World, chaos.Layout{}))
		a.shells = append(a.shells, own.shell)
	}
	a.apply(t)
	if audit := compare(t, a.World, wanted, a.shells...); !audit.Clean() {
		t.Errorf("after the applies: %s", audit)
	}
	together(t, a.shells, "plan", "-detailed-exitcode")
	a.InjectFunc(a.loses)
	together(t, a.shells, "destroy", "-auto-approve")
	a.InjectFunc(nil)
	if audit := compare(t, a.World, nil, a.shells...); !audit.Clean() {
		t.Errorf("after the destroys: %s", audit)
	}
}

// loses throws the dice for an answer, of a creation more often than of others.
func (a *alike) loses(operation string) *simulator.Fault {
	chance := 0.02
	switch {
	case strings.HasPrefix(operation, "GET "):
		return nil
	case strings.HasSuffix(operation, "/virtual_machine_groups"), strings.HasSuffix(operation, "/network_interfaces"):
		chance = 0.25
	}
	if a.dice.Float64() >= chance {
		return nil
	}
	a.lost++
	return &losses[a.dice.IntN(len(losses))].fault
}

// apply applies everything at once, until every run has succeeded. In between a
// person does what the errors ask for.
func (a *alike) apply(t *testing.T) {
	t.Helper()
	a.InjectFunc(a.loses)
	for round := range attempts {
		if round == lossy {
			a.InjectFunc(nil)
		}
		said := a.try(t)
		a.tidy(t, said)
		if said == "" && round >= lossy {
			return
		}
	}
	t.Errorf("not every run has succeeded in %d rounds", attempts)
}

// try applies everything at once and returns what those said that failed.
func (a *alike) try(t *testing.T) (said string) {
	t.Helper()
	var (
		mu  sync.Mutex
		all sync.WaitGroup
	)
	for _, shell := range a.shells {
		all.Go(func() {
			output, err := shell.Run("apply", "-auto-approve", "-no-color")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				return
			}
			a.stopped++
			said += output
			if !acctest.Matches(`identical objects have appeared since`).MatchString(output) || strings.Count(output, "Error: ") != strings.Count(output, "Error: Cannot create") {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
	all.Wait()
	return said
}

// tidy deletes what belongs to nobody, all of which has to be named in what was
// said.
func (a *alike) tidy(t *testing.T, said string) {
	t.Helper()
	audit := compare(t, a.World, nil, a.shells...)
	if len(audit.Shared)+len(audit.Ghosts) > 0 {
		t.Errorf("%s", audit)
	}
	for _, id := range audit.Orphans {
		if !strings.Contains(said, id) {
			t.Errorf("%s is in nobody's state, and no error names it", id)
		}
		a.deleted++
		a.Remove(id)
	}
}
