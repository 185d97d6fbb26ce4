package katapult

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// worker is the API, as far as it works on a task.
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
	return response(http.StatusOK, fmt.Sprintf(`{"task": {"id": "task_1", "name": "", "status": %q}}`, status)), nil
}

// waits waits for one task after the other and returns how late the end of
// each was noticed, in order of size, and how many polls the worst took.
func waits(t *testing.T, name string, learned bool, takes []time.Duration) (lags []time.Duration, polls int) {
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
			if err := c.tasks.wait(t.Context(), Task{ID: "task_1", Name: name}, "disk disk_1"); err != nil {
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

// The end of a task is noticed, in the middle of all cases, within a second or
// a tenth of what it takes.
func TestWaitingIsShortAndCostsFewPolls(t *testing.T) {
	t.Parallel()
	for _, task := range []struct {
		takes time.Duration
		polls int
		known string // a name that is in the table with about that time
	}{
		{2 * time.Second, 6, "Attach disk to virtual machine"},
		{10 * time.Second, 10, "Start virtual machine"},
		{60 * time.Second, 20, "Build virtual machine"},
	} {
		chance := rand.New(rand.NewPCG(1, 2))
		var varying, steady []time.Duration
		for range 100 {
			varying = append(varying, time.Duration(float64(task.takes)*(0.8+0.4*chance.Float64())))
			steady = append(steady, task.takes)
		}
		for _, c := range []struct {
			what, name string
			learned    bool
			takes      []time.Duration
		}{
			{"unknown name", "Make coffee", false, varying},
			{"name in the table", task.known, false, varying},
			{"varying, learned", "Make coffee", true, varying},
			{"varying, learned instead of the table", task.known, true, varying},
			{"steady, learned", "Make coffee", true, steady},
		} {
			lags, polls := waits(t, c.name, c.learned, c.takes)
			median, most := lags[len(lags)/2], max(time.Second, task.takes/10)
			t.Logf("%s of about %s: median lag %s, worst %s, %d polls at the most", c.what, task.takes, median, lags[len(lags)-1], polls)
			if median > most {
				t.Errorf("%s of about %s: a median lag of %s, want %s at the most", c.what, task.takes, median, most)
			}
			if polls > task.polls {
				t.Errorf("%s of about %s: %d polls, want %d at the most", c.what, task.takes, polls, task.polls)
			}
		}
	}
}

// However wrong an expectation is, it costs no more polls than none.
func TestWrongExpectationsCostFewPolls(t *testing.T) {
	t.Parallel()
	for takes, most := range map[time.Duration]int{2 * time.Second: 6, 10 * time.Second: 10, 60 * time.Second: 20} {
		for name := range taskTimes {
			if _, polls := waits(t, name, false, []time.Duration{takes}); polls > most {
				t.Errorf("%d polls for a task that takes %s and is called %q", polls, takes, name)
			}
		}
		synctest.Test(t, func(t *testing.T) {
			for expected := 500 * time.Millisecond; expected < 2*time.Minute; expected += 500 * time.Millisecond {
				w := &worker{done: time.Now().Add(takes)}
				c := New(Options{Transport: w, Organization: "acme"})
				c.tasks.expected["Make coffee"] = expected
				if err := c.tasks.wait(t.Context(), Task{ID: "task_1", Name: "Make coffee"}, "disk disk_1"); err != nil {
					t.Fatal(err)
				}
				if w.looks > most {
					t.Errorf("%d polls for a task that takes %s and took %s the last time", w.looks, takes, expected)
				}
			}
		})
	}
}
