package securitygroup

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

var (
	somePorts   = []string{"", "1", "2", "1,2", "1-3"}
	someTargets = []string{"a", "b", "c"}
)

// randomRules makes rules of one direction, of which many overlap.
func randomRules(dice *rand.Rand, d direction, most int) []rule {
	rules := make([]rule, dice.IntN(most+1))
	for i := range rules {
		targets := slices.Clone(someTargets)
		dice.Shuffle(len(targets), func(a, b int) { targets[a], targets[b] = targets[b], targets[a] })
		rules[i] = rule{
			Direction: types.StringValue(string(d)), Protocol: types.StringValue([]string{"TCP", "TCP", "UDP"}[dice.IntN(3)]),
			Action: types.StringValue([]string{"allow", "allow", "deny"}[dice.IntN(3)]), Ports: types.StringValue(somePorts[dice.IntN(len(somePorts))]),
			Targets: attrs.StringSet(targets[:dice.IntN(len(targets)+1)]), Notes: types.StringValue([]string{"", "", "why"}[dice.IntN(3)]),
		}
	}
	return rules
}

// packets are one of each sort.
var packets = func() map[string]attrs.RuleTraffic {
	all := map[string]attrs.RuleTraffic{}
	for _, port := range []string{"1", "2", "3", "4"} {
		for _, target := range someTargets {
			all[port+" "+target] = rule{Ports: types.StringValue(port), Targets: attrs.StringSet([]string{target})}.Traffic()
		}
	}
	return all
}()

// open lists the traffic that rules let through: deny comes first, then allow, and all
// else is blocked.
func open(rules []rule) map[string]bool {
	allowed, denied := map[string]bool{}, map[string]bool{}
	for _, r := range rules {
		traffic := r.Traffic()
		for name, packet := range packets {
			if name = r.Direction.ValueString() + " " + r.Protocol.ValueString() + " " + name; packet.Within(traffic) {
				allowed[name] = allowed[name] || !denies(&r)
				denied[name] = denied[name] || denies(&r)
			}
		}
	}
	for name := range denied {
		allowed[name] = allowed[name] && !denied[name]
	}
	return allowed
}

// applied are the rules after a step.
func applied(rules []rule, s step) []rule {
	after := slices.DeleteFunc(slices.Clone(rules), func(r rule) bool { return s.delete != nil && r.ID.Equal(s.delete.ID) })
	if s.create != nil {
		s.create.ID = types.StringValue(fmt.Sprintf("new_%p", s.create))
		after = append(after, *s.create)
	}
	return after
}

func TestNoStepOpensOrClosesWhatNeitherConfigurationDoes(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(1, 2))
	changes := 0
	for range 600 {
		var before, wanted []rule
		for _, d := range directions {
			of := randomRules(dice, d, 4)
			before = append(before, of...)
			wanted = append(wanted, randomRules(dice, d, 4)...)
			if len(of) > 0 && dice.IntN(2) == 0 {
				wanted = append(wanted, of[:dice.IntN(len(of))]...)
			}
		}
		for i := range before {
			before[i].ID = types.StringValue(fmt.Sprintf("old_%d", i))
		}
		surplus, missing := matched(before, wanted)
		steps := stepsTo(surplus, missing, maximumRules)
		now, was, will := before, open(before), open(wanted)
		for i, s := range steps {
			if s.changes() {
				changes++
			}
			now = applied(now, s)
			is := open(now)
			for _, traffic := range slices.Concat(slices.Collect(maps.Keys(is)), slices.Collect(maps.Keys(was))) {
				if is[traffic] && !was[traffic] && !will[traffic] || !is[traffic] && was[traffic] && will[traffic] {
					t.Fatalf("after step %d of %s, %s is open: %t, before %t, in the end %t\nfrom:\n%s\nto:\n%s",
						i, describe(steps), traffic, is[traffic], was[traffic], will[traffic], meaningsOf(before), meaningsOf(wanted))
				}
			}
		}
		if got, want := meaningsOf(now), meaningsOf(wanted); got != want {
			t.Fatalf("the steps %s lead to\n%s\nnot to\n%s", describe(steps), got, want)
		}
	}
	if changes < 200 {
		t.Errorf("only %d rules were changed in place", changes)
	}
}

func describe(steps []step) string {
	texts := make([]string, len(steps))
	for i, s := range steps {
		switch {
		case s.changes():
			texts[i] = "change"
		case s.create != nil:
			texts[i] = "create"
		default:
			texts[i] = "delete"
		}
	}
	return strings.Join(texts, ", ")
}

func meaningsOf(rules []rule) string {
	texts := make([]string, len(rules))
	for i, r := range rules {
		texts[i] = strings.ReplaceAll(r.Meaning(), "\n", " ")
	}
	slices.Sort(texts)
	return strings.Join(texts, "\n")
}

// With few places left, rules are changed into others, those of a kind first.
func TestStepsNeverNeedMoreRoomThanThereIs(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var before, wanted []rule
		for _, d := range directions {
			before = append(before, randomRules(dice, d, 6)...)
			wanted = append(wanted, randomRules(dice, d, 6)...)
		}
		for i := range before {
			before[i].ID = types.StringValue(fmt.Sprintf("old_%d", i))
		}
		limit := max(len(before), len(wanted)) + dice.IntN(3)
		surplus, missing := matched(before, wanted)
		now := before
		for _, s := range stepsTo(surplus, missing, limit-len(before)) {
			if now = applied(now, s); len(now) > limit {
				t.Fatalf("%d rules at a time, more than %d\nfrom:\n%s\nto:\n%s", len(now), limit, meaningsOf(before), meaningsOf(wanted))
			}
		}
		if got, want := meaningsOf(now), meaningsOf(wanted); got != want {
			t.Fatalf("the steps lead to\n%s\nnot to\n%s", got, want)
		}
	}
}

func TestFewestSteps(t *testing.T) {
	t.Parallel()
	r := func(action, ports string, targets ...string) rule {
		return rule{
			Direction: types.StringValue("inbound"), Protocol: types.StringValue("TCP"), Action: types.StringValue(action),
			Ports: types.StringValue(ports), Targets: attrs.StringSet(targets), Notes: types.StringValue(""),
		}
	}
	noted := r("allow", "22", "a")
	noted.Notes = types.StringValue("SSH")
	for name, test := range map[string]struct {
		before, wanted []rule
		steps          string
	}{
		"the same":             {[]rule{r("allow", "22", "a")}, []rule{r("allow", "22", "a")}, ""},
		"another order":        {[]rule{r("allow", "22", "a"), r("allow", "80", "a")}, []rule{r("allow", "80", "a"), r("allow", "22", "a")}, ""},
		"twice the same":       {[]rule{r("allow", "22", "a")}, []rule{r("allow", "22", "a"), r("allow", "22", "a")}, "create"},
		"one less of the same": {[]rule{r("allow", "22", "a"), r("allow", "22", "a")}, []rule{r("allow", "22", "a")}, "delete"},
		"one for one":          {[]rule{r("allow", "22", "a")}, []rule{r("deny", "80", "b")}, "change"},
		"new notes":            {[]rule{r("allow", "22", "a"), r("allow", "80", "a")}, []rule{noted, r("allow", "81", "b")}, "change, change"},
		"one target more each": {[]rule{r("allow", "22", "a"), r("allow", "80", "a")}, []rule{r("allow", "22", "a", "b"), r("allow", "80", "a", "b")}, "change, change"},
		"two that have nothing in common": {
			[]rule{r("allow", "22", "a"), r("allow", "80", "a")},
			[]rule{r("allow", "23", "b"), r("allow", "81", "b")},
			"create, create, delete, delete",
		},
		"from allow to deny, among others": {
			[]rule{r("allow", "22", "a"), r("allow", "80", "a")},
			[]rule{r("deny", "22", "b"), r("allow", "80", "a", "b")},
			"create, change, delete",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range test.before {
				test.before[i].ID = types.StringValue(fmt.Sprintf("old_%d", i))
			}
			surplus, missing := matched(test.before, test.wanted)
			if steps := describe(stepsTo(surplus, missing, maximumRules)); steps != test.steps {
				t.Errorf("got %s, want %s", steps, test.steps)
			}
		})
	}
}
