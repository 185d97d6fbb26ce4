package katapult

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

var taskRoutes = []route{
	{operation: "GET /tasks/task", handle: getTask, scopes: "tasks tasks:read"},
}

// effort is how long tasks of a kind wait before they begin and then run: the
// medians of the recordings, and guesses of the same order where there are none.
type effort struct{ wait, run time.Duration }

var efforts = map[string]effort{
	"Attach disk to virtual machine":         {6 * time.Second, time.Second},
	"Attach network interface":               {time.Second, time.Second},
	"Build disk":                             {time.Second, time.Second},
	"Change disk IO profile":                 {time.Second, time.Second},
	"Change network interface speed profile": {time.Second, 1500 * time.Millisecond},
	"Detach disk from virtual machine":       {time.Second, time.Second},
	"Detach network interface":               {time.Second, time.Second},
	"Grow disk":                              {time.Second, 3 * time.Second},
	"Grow disk online":                       {2500 * time.Millisecond, time.Second},
	"Purge items from trash":                 {time.Second, 4 * time.Second},
	"Reset virtual machine":                  {time.Second, 5 * time.Second},
	"Shrink disk":                            {2 * time.Second, 5 * time.Second},
	"Shutdown virtual machine":               {10 * time.Second, 5 * time.Second},
	"Start virtual machine":                  {time.Second, 10 * time.Second},
	"Stop virtual machine":                   {time.Second, 3 * time.Second},
}

// errTaskFailed is all that is known about a task that failed: the API does
// not give reasons.
var errTaskFailed = errors.New("the task failed")

// work is what a task does to the cloud and when.
type work struct {
	name string
	// on are the objects that are busy with it. A task begins when all of them
	// are done with earlier ones.
	on []*record
	// begin runs when the task begins, finish when it is done. An error from
	// finish, or an injected failure, leaves the task failed; undo then takes
	// back what begin did. Any of them may be nil.
	begin  func()
	finish func() error
	undo   func()
}

// task is work that is not done yet.
type task struct {
	work
	record     *record
	start, end time.Time
	fails      bool
}

// queue begins a task and returns it as the first answer shows it: pending.
func (s *Simulator) queue(now time.Time, owner string, w work) *record {
	e := efforts[w.name]
	if s.options.TaskTime > 0 {
		e = effort{0, s.options.TaskTime}
	}
	start := now.Add(e.wait)
	for _, r := range w.on {
		if r.busyUntil.After(start) {
			start = r.busyUntil
		}
	}
	end := start.Add(e.run)
	for _, r := range w.on {
		r.busyUntil = end
	}
	r := s.store.add(&record{id: s.store.newID("task", owner), kind: "task", owner: owner, fields: map[string]any{
		"name": w.name, "status": "pending", "created_at": now.Unix(),
		"started_at": nil, "finished_at": nil, "progress": 0,
	}})
	s.tasks = append(s.tasks, &task{work: w, record: r, start: start, end: end, fails: s.takeFailure(w.name)})
	return r
}

// FailNextTask makes the next task that is queued with a name fail, or the next
// one of any name if that is empty. It panics for a name that no task has.
func (s *Simulator) FailNextTask(name string) {
	if _, known := efforts[name]; !known && name != "" {
		panic(fmt.Sprintf("simulator: there is no task %q", name))
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.failures = append(s.failures, name)
}

// FailTasksFunc has a function say of each task that is queued whether it will
// fail, unless it fails anyway. A nil function ends it. It must not use the
// simulator.
func (s *Simulator) FailTasksFunc(choose func(name string) bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.chooseFailure = choose
}

func (s *Simulator) takeFailure(name string) bool {
	i := slices.IndexFunc(s.failures, func(f string) bool { return f == "" || f == name })
	if i < 0 {
		return s.chooseFailure != nil && s.chooseFailure(name)
	}
	s.failures = slices.Delete(s.failures, i, i+1)
	return true
}

// settle lets everything happen that should have happened by now, in its
// order.
func (s *Simulator) settle(now time.Time) {
	for {
		next := s.nextTask()
		if next == nil || next.due().After(now) {
			break
		}
		if next.record.fields["status"] == "pending" {
			next.record.fields["status"] = "running"
			next.record.fields["started_at"] = next.start.Unix()
			if next.begin != nil {
				next.begin()
			}
			continue
		}
		s.tasks = slices.DeleteFunc(s.tasks, func(t *task) bool { return t == next })
		next.conclude()
	}
	for _, t := range s.tasks {
		if t.record.fields["status"] == "running" {
			t.record.fields["progress"] = 5 + int(72*now.Sub(t.start)/t.end.Sub(t.start))
		}
	}
	s.emptyTrash(now)
}

// nextTask is the one to which something happens first.
func (s *Simulator) nextTask() *task {
	var next *task
	for _, t := range s.tasks {
		if next == nil || t.due().Before(next.due()) {
			next = t
		}
	}
	return next
}

// due is when the task's next step happens.
func (t *task) due() time.Time {
	if t.record.fields["status"] == "pending" {
		return t.start
	}
	return t.end
}

func (t *task) conclude() {
	err := errTaskFailed
	if !t.fails {
		err = nil
		if t.finish != nil {
			err = t.finish()
		}
	}
	t.record.fields["finished_at"] = t.end.Unix()
	if err != nil {
		t.record.fields["status"] = "failed"
		if t.undo != nil {
			t.undo()
		}
		return
	}
	t.record.fields["status"] = "completed"
	t.record.fields["progress"] = 100
}

func getTask(c *call) (any, error) {
	task, err := c.lookup("task")
	if err != nil {
		return nil, err
	}
	return map[string]any{"task": task.fields}, nil
}
