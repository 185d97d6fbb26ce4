package katapult

import (
	"slices"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// taskTimes are how long the last tasks of one name took, as they were waited
// for.
//
// Most tasks of a name take about the same, and some take many times as long,
// because they queue behind others: stopping a machine 4 seconds as a rule, and
// 28 at times. So the shortest of the last few says when to look first, which
// makes nothing late because one was slow.
type taskTimes struct {
	last []time.Duration
	// early counts the tasks without a break that were done at the first look.
	early int
}

// remembered is how many tasks are learned from. All of them being slow ones,
// where one in ten is, has to be out of the question.
const remembered = 5

// add notes a task. One that was done at the first look may have been done long
// before, so the next one of its name is looked at sooner; and much sooner when
// that happens again.
func (t *taskTimes) add(waited time.Duration, looks int) {
	switch {
	case looks > 1:
		t.early = 0
	case t.early == 0:
		t.early, waited = 1, waited-waited/10
	default:
		waited /= 2
	}
	t.last = append(t.last, waited)
	t.last = t.last[max(0, len(t.last)-remembered):]
}

// pace is how a task is looked at: first when it is done by what the shortest
// of the last ones took, and soon after that.
//
// Before anything is learned it is the same for every name. The medians of real
// tasks are known, but they lie between 2 and 16 seconds and single tasks between
// 1 and 46; what is gained by expecting the one is lost by meeting the other. The
// figures here are those at which tasks of 2, 10 and 60 seconds are noticed within
// a second or a tenth of that, with 6, 10 and 20 looks.
func (t *taskTimes) pace(least time.Duration) rest.Pace {
	if t == nil {
		return rest.Pace{First: least * 3 / 2, Least: least, Usual: 6 * least, Fine: least * 3 / 2}
	}
	sorted := slices.Sorted(slices.Values(t.last))
	shortest, middle := sorted[0], sorted[len(sorted)/2]
	pace := rest.Pace{First: max(shortest-shortest/10, least/2), Least: least, Usual: middle, Fine: middle / 20}
	if shortest < middle/2 {
		pace.Usual = 0 // there is no telling between the two, and small steps would be many
	}
	return pace
}
