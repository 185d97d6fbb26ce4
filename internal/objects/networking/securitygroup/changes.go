package securitygroup

import (
	"slices"
	"strings"

	"terraform-provider-katapult/internal/attrs"
)

// maximumRules is how many rules a group can have, of both directions together.
const maximumRules = 50

// A step is one request for a rule: it creates one, deletes one, or changes the one into
// the other.
type step struct{ create, delete *rule }

func (s step) changes() bool { return s.create != nil && s.delete != nil }

// denies reports whether the step is about rules that deny.
func (s step) denies() bool {
	return s.create != nil && denies(s.create) || s.create == nil && denies(s.delete)
}

func denies(r *rule) bool { return r.Acts() != attrs.AllowAction }

// matched gives wanted rules the IDs of rules that say the same, and returns the rest of
// both. Of several that say the same, each is matched once.
func matched(existing, wanted []rule) (surplus, missing []*rule) {
	byMeaning := map[string][]*rule{}
	for i := range existing {
		meaning := existing[i].Meaning()
		byMeaning[meaning] = append(byMeaning[meaning], &existing[i])
	}
	for i := range wanted {
		meaning := wanted[i].Meaning()
		if same := byMeaning[meaning]; len(same) > 0 && meaning != "" {
			wanted[i].ID = same[0].ID
			byMeaning[meaning] = same[1:]
			continue
		}
		missing = append(missing, &wanted[i])
	}
	for i := range existing {
		if slices.Contains(byMeaning[existing[i].Meaning()], &existing[i]) {
			surplus = append(surplus, &existing[i])
		}
	}
	return surplus, missing
}

// stepsTo returns the steps from some rules to others, in an order in which nothing gets
// through at any time that neither of them lets through, and nothing is blocked that
// neither blocks: first what denies is added, then what allows; then what allows is taken
// away, and then what denies. room is how many rules can be added at a time. Beyond that,
// rules are changed into others.
func stepsTo(surplus, missing []*rule, room int) []step {
	var additions, swaps, removals []step
	for _, d := range directions {
		old, wanted := of(surplus, d), of(missing, d)
		if len(old) == 1 && len(wanted) == 1 {
			swaps = append(swaps, step{wanted[0], old[0]}) // nothing else changes
			continue
		}
		var grown, shrunk []step
		old, wanted, grown = paired(old, wanted, func(before, after attrs.RuleTraffic) bool { return before.Within(after) })
		old, wanted, shrunk = paired(old, wanted, func(before, after attrs.RuleTraffic) bool { return after.Within(before) })
		additions, removals = append(additions, grown...), append(removals, shrunk...)
		if len(old) == 1 && len(wanted) == 1 && !denies(old[0]) && !denies(wanted[0]) {
			// All else is there already, or still there.
			swaps = append(swaps, step{wanted[0], old[0]})
			continue
		}
		for _, r := range wanted {
			additions = append(additions, step{create: r})
		}
		for _, r := range old {
			removals = append(removals, step{delete: r})
		}
	}
	additions, swaps, removals = withinRoom(additions, swaps, removals, room)
	slices.SortStableFunc(additions, func(a, b step) int { return order(!a.denies()) - order(!b.denies()) })
	slices.SortStableFunc(removals, func(a, b step) int { return order(a.denies()) - order(b.denies()) })
	return slices.Concat(additions, swaps, removals)
}

func order(late bool) int {
	if late {
		return 1
	}
	return 0
}

func of(rules []*rule, d direction) []*rule {
	return slices.DeleteFunc(slices.Clone(rules), func(r *rule) bool { return r.Direction.ValueString() != string(d) })
}

// paired changes rules into others of the same protocol and action, where all the traffic
// of one is also that of the other. It returns the rest.
func paired(old, wanted []*rule, fits func(before, after attrs.RuleTraffic) bool) (oldLeft, wantedLeft []*rule, changes []step) {
	for _, w := range wanted {
		at := slices.IndexFunc(old, func(o *rule) bool {
			return alike(o, w) && fits(o.Traffic(), w.Traffic())
		})
		if at < 0 {
			wantedLeft = append(wantedLeft, w)
			continue
		}
		changes = append(changes, step{w, old[at]})
		old = slices.Delete(slices.Clone(old), at, at+1)
	}
	return old, wantedLeft, changes
}

func alike(a, b *rule) bool {
	return slices.Equal(kindOf(a), kindOf(b))
}

// withinRoom turns pairs of a creation and a deletion into changes, until there is room
// for the other creations. Pairs that are most alike come first.
func withinRoom(additions, swaps, removals []step, room int) (added, swapped, removed []step) {
	excess := -room
	for _, s := range additions {
		if !s.changes() {
			excess++
		}
	}
	for likeness := 3; likeness >= 0; likeness-- {
		for i := 0; i < len(additions) && excess > 0; i++ {
			at := slices.IndexFunc(removals, func(s step) bool {
				return !additions[i].changes() && !s.changes() && likenessOf(additions[i].create, s.delete) >= likeness
			})
			if at < 0 {
				continue
			}
			swaps = append(swaps, step{additions[i].create, removals[at].delete})
			additions, removals = slices.Delete(additions, i, i+1), slices.Delete(removals, at, at+1)
			i--
			excess--
		}
	}
	return additions, swaps, removals
}

// likenessOf counts in how many respects two rules are of the same kind.
func likenessOf(a, b *rule) int {
	likeness := 0
	ofA, ofB := kindOf(a), kindOf(b)
	for i := range ofA {
		if ofA[i] == ofB[i] {
			likeness++
		}
	}
	return likeness
}

// kindOf is what two rules have in common if one can grow into the other.
func kindOf(r *rule) []string {
	return []string{r.Direction.ValueString(), r.Acts(), strings.ToUpper(r.Protocol.ValueString())}
}
