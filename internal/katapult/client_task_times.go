package katapult

import (
	"time"

	"terraform-provider-katapult/internal/rest"
)

// taskTimes are how long tasks of one name take, as they were waited for.
//
// Most tasks of a name take about the same, and some take many times as long,
// because they queue behind others: stopping a machine 4 seconds as a rule, and
// 28 at times. So one that was slow changes nothing; several in a row do.
type taskTimes struct {
	// expected is 0 before anything is known.
	expected time.Duration
	// early and slow count tasks in a row: those that were done at the first look,
	// and those that took more than twice as long as expected.
	early, slow int
}

// slowInARow are too many to be exceptions, where one in ten is slow.
const slowInARow = 3

// add notes a task. One that was done at the first look may have been done long
// before, so the next one is looked at sooner, and the more so the more often in
// a row that happens. What was begun with an older expectation says nothing new.
func (t *taskTimes) add(waited time.Duration, looks int) {
	switch first := t.expected == 0; {
	case looks == 1 && !first && waited > t.expected:
	case looks == 1:
		t.early, t.slow = t.early+1, 0
		t.expected = waited - waited*time.Duration(min(60, 8<<min(t.early-1, 3)))/100
	case !first && waited > 2*t.expected && t.slow+1 < slowInARow:
		t.slow++
	default:
		t.expected, t.early, t.slow = waited, 0, 0
	}
}

// backoff is how a task is looked at: first when it should be done, and soon after
// that.
//
// Before anything is learned it is the same for every name. The medians of real
// tasks are known, but they lie between 2 and 16 seconds and single tasks between
// 1 and 46; what is gained by expecting the one is lost by meeting the other. The
// figures here are those at which tasks of 2, 10 and 60 seconds are noticed within
// a second or a tenth of that, with 6, 10 and 20 looks.
func (t *taskTimes) backoff(least time.Duration) rest.Backoff {
	if t == nil || t.expected == 0 {
		return rest.Backoff{Initial: least * 3 / 2, Min: least, Expected: 6 * least, NearExpected: least * 3 / 2}
	}
	return rest.Backoff{Initial: max(t.expected-t.expected/10, least/2), Min: least, Expected: t.expected, NearExpected: t.expected / 20}
}
