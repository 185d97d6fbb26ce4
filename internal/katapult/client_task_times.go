package katapult

import (
	"time"

	"terraform-provider-katapult/internal/rest"
)

// taskTimes learns how long tasks of one name take.
//
// Most tasks of a name take about the same time. Some take many times as long, because they
// queue behind others: stopping a machine usually takes 4 seconds, and sometimes 28. So a
// single slow task changes nothing, and several in a row do.
type taskTimes struct {
	// expected is 0 until a task has finished.
	expected time.Duration
	// early and slow count tasks in a row. An early one was done at the first poll. A slow
	// one took more than twice as long as expected.
	early, slow int
}

// slowToAdapt is how many slow tasks in a row change the estimate. About one in ten is
// slow, so fewer are outliers.
const slowToAdapt = 3

// add learns from a finished task. A task done at its first poll may have been done long
// before, so the estimate shrinks, and faster with each early task in a row. An early task
// that waited longer than expected started under an older estimate, so it says nothing new.
func (t *taskTimes) add(waited time.Duration, polls int) {
	switch unknown := t.expected == 0; {
	case polls == 1 && !unknown && waited > t.expected:
	case polls == 1:
		t.early, t.slow = t.early+1, 0
		t.expected = waited - waited*time.Duration(min(60, 8<<min(t.early-1, 3)))/100
	case !unknown && waited > 2*t.expected && t.slow+1 < slowToAdapt:
		t.slow++
	default:
		t.expected, t.early, t.slow = waited, 0, 0
	}
}

// backoff returns the poll intervals for a task: the first poll shortly before the expected
// end, the next ones soon after.
//
// Before anything is learned, all names have the same intervals. The medians of real tasks
// are between 2 and 16 seconds, but single tasks take from 1 to 46. Starting from the
// median would lose in some cases what it gains in others. With these values, tasks of 2,
// 10 and 60 seconds are noticed within the larger of a second and a tenth of that time.
// They take at most 2, 9 and 20 polls.
func (t *taskTimes) backoff(minInterval time.Duration) rest.Backoff {
	if t == nil || t.expected == 0 {
		return rest.Backoff{Initial: 2 * minInterval, Min: minInterval, Expected: 6 * minInterval, NearExpected: minInterval * 6 / 5}
	}
	return rest.Backoff{Initial: max(t.expected-t.expected/10, minInterval/2), Min: minInterval, Expected: t.expected, NearExpected: t.expected / 20}
}
