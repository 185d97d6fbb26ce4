package katapult

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// worker is the part of the API that runs one task.
type worker struct {
	done  time.Time
	looks int
}

func (w *worker) RoundTrip(*http.Request) (*http.Response, error) {
	time.Sleep(40 * time.Millisecond)
	w.looks++
	status := TaskRunning
	if !time.Now().Before(w.done) {
		status = TaskCompleted
	}
	time.Sleep(40 * time.Millisecond)
	return httpResponse(http.StatusOK, fmt.Sprintf(`{"task": {"id": "task_1", "name": "", "status": %q}}`, status)), nil
}

// waits waits for one task after the other. It returns how late the end of each
// was noticed, in ascending order, and the highest number of polls.
func waits(t *testing.T, learned bool, takes []time.Duration) (lags []time.Duration, polls int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &worker{}
		newClient := func() *Client { return New(Options{Transport: w, Organization: "acme"}) }
		c := newClient()
		for n, take := range takes {
			if !learned {
				c = newClient()
			}
			w.done, w.looks = time.Now().Add(take), 0
			if err := c.tasks.wait(t.Context(), Task{ID: "task_1", Name: "Make coffee"}, "disk disk_1"); err != nil {
				t.Fatal(err)
			}
			if learned && n < 3 {
				continue // this is what is learned from
			}
			lags, polls = append(lags, time.Since(w.done)), max(polls, w.looks)
		}
	})
	slices.Sort(lags)
	return lags, polls
}

// manyOf returns a hundred tasks of about the given duration. If another
// duration is given, one task in ten takes that.
func manyOf(usual time.Duration, spread float64, rare time.Duration) []time.Duration {
	chance := rand.New(rand.NewPCG(1, 2))
	takes := make([]time.Duration, 100)
	for i := range takes {
		takes[i] = time.Duration(float64(usual) * (1 - spread + 2*spread*chance.Float64()))
		if rare > 0 && chance.IntN(10) == 0 {
			takes[i] = rare
		}
	}
	return takes
}

// In the median, the end of a task is noticed within a second or a tenth of its
// duration. This holds for tasks of constant and of varying duration, with or
// without an earlier wait.
func TestWaitingIsShortAndCostsFewPolls(t *testing.T) {
	t.Parallel()
	for what, tasks := range map[string]struct {
		usual time.Duration
		takes []time.Duration
		polls int
	}{
		"steady, 2 s":              {2 * time.Second, manyOf(2*time.Second, 0, 0), 6},
		"steady, 10 s":             {10 * time.Second, manyOf(10*time.Second, 0, 0), 10},
		"steady, 60 s":             {60 * time.Second, manyOf(60*time.Second, 0, 0), 20},
		"varying, 2 s":             {2 * time.Second, manyOf(2*time.Second, 0.2, 0), 6},
		"varying, 10 s":            {10 * time.Second, manyOf(10*time.Second, 0.2, 0), 10},
		"varying, 60 s":            {60 * time.Second, manyOf(60*time.Second, 0.2, 0), 20},
		"2 s, and one in ten 20 s": {2 * time.Second, manyOf(2*time.Second, 0, 20*time.Second), 14},
		"4 s, and one in ten 28 s": {4 * time.Second, manyOf(4*time.Second, 0, 28*time.Second), 16},
		"60 s, and one in ten 2 s": {60 * time.Second, manyOf(60*time.Second, 0, 2*time.Second), 20},
	} {
		for _, learned := range []bool{false, true} {
			lags, polls := waits(t, learned, tasks.takes)
			median, most := lags[len(lags)/2], max(time.Second, tasks.usual/10)
			t.Logf("%s, learned %t: median lag %s, worst %s, %d polls at the most", what, learned, median, lags[len(lags)-1], polls)
			if median > most {
				t.Errorf("%s, learned %t: a median lag of %s, want %s at the most", what, learned, median, most)
			}
			if polls > tasks.polls {
				t.Errorf("%s, learned %t: %d polls, want %d at the most", what, learned, polls, tasks.polls)
			}
		}
	}
}

// Once learned, tasks of constant duration need one or a few polls. Before that,
// a poll is sometimes a little too early.
func TestSteadyTasksAreNoticedSoonWhenLearned(t *testing.T) {
	t.Parallel()
	for takes := time.Second; takes < 90*time.Second; takes += 3 * time.Second {
		lags, polls := waits(t, true, manyOf(takes, 0, 0))
		if median, most := lags[len(lags)/2], max(time.Second, takes/10); median > most || polls > 6 {
			t.Errorf("tasks of %s: a median lag of %s and up to %d polls", takes, median, polls)
		}
	}
}

// Regression: after tasks of 2, 2, 2 and 20 seconds, a dozen tasks of 2 seconds
// were noticed up to 16 seconds late.
func TestOneSlowTaskMakesNoLaterOneLate(t *testing.T) {
	t.Parallel()
	for usual, slow := range map[time.Duration]time.Duration{2 * time.Second: 20 * time.Second, 4 * time.Second: 28 * time.Second} {
		takes := []time.Duration{usual, usual, usual, slow}
		lags, _ := waits(t, true, append(takes, manyOf(usual, 0, 0)...))
		// The last but one, because the slow one itself may be noticed late.
		if late := lags[len(lags)-2]; late > 1200*time.Millisecond {
			t.Errorf("after one that took %s, a task of %s was noticed %s late", slow, usual, late)
		}
	}
}

func TestTasksThatBecomeFastAreLateAFewTimes(t *testing.T) {
	t.Parallel()
	lags, _ := waits(t, true, append(manyOf(20*time.Second, 0, 0), manyOf(2*time.Second, 0, 0)...))
	late := len(lags) - slices.IndexFunc(lags, func(lag time.Duration) bool { return lag > 2*time.Second })
	if late > 4 {
		t.Errorf("%d tasks of 2 seconds were noticed late after a hundred of 20: %s", late, lags[len(lags)-late:])
	}
}

// A wrong estimate costs no more polls than none.
func TestWrongExpectationsCostFewPolls(t *testing.T) {
	t.Parallel()
	for takes, most := range map[time.Duration]int{2 * time.Second: 6, 10 * time.Second: 10, 60 * time.Second: 20} {
		for expected := 500 * time.Millisecond; expected < 2*time.Minute; expected += 1500 * time.Millisecond {
			if _, polls := waits(t, true, []time.Duration{expected, expected, expected, takes}); polls > most {
				t.Errorf("%d polls for a task that takes %s after some that took %s", polls, takes, expected)
			}
		}
	}
}

// Of concurrent tasks, only the first says something new.
func TestTasksSideBySideAreLearnedFromOnce(t *testing.T) {
	t.Parallel()
	const sides, each, takes = 5, 20, 2 * time.Second
	synctest.Test(t, func(t *testing.T) {
		var (
			looks atomic.Int64
			late  time.Duration
			mu    sync.Mutex
			all   sync.WaitGroup
		)
		c := New(Options{Organization: "acme", Transport: roundTripper(func(r *http.Request) *http.Response {
			looks.Add(1)
			status, done := TaskRunning, r.URL.Query().Get("task[id]")
			if began, _ := strconv.ParseInt(done, 10, 64); time.Since(time.UnixMilli(began)) >= takes {
				status = TaskCompleted
			}
			return httpResponse(http.StatusOK, fmt.Sprintf(`{"task": {"id": %q, "status": %q}}`, done, status))
		})})
		for side := range sides {
			all.Go(func() {
				time.Sleep(time.Duration(side) * 10 * time.Millisecond)
				for range each {
					began := time.Now()
					if err := c.tasks.wait(t.Context(), Task{ID: strconv.FormatInt(began.UnixMilli(), 10), Name: "Make coffee"}, "disk disk_1"); err != nil {
						t.Error(err)
					}
					mu.Lock()
					late += time.Since(began) - takes
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if perTask, lag := float64(looks.Load())/(sides*each), late/(sides*each); perTask > 1.6 || lag > 700*time.Millisecond {
			t.Errorf("%.2f looks at each task, whose end was noticed %s late on average", perTask, lag)
		}
	})
}
