package katapult

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

var taskKind = kind{
	name: "task", prefix: "task",
	routes: []route{
		{operation: "GET /tasks/task", handle: read, scopes: "tasks tasks:read"},
	},
	errors: map[string]string{
		"task_queueing_error": "This error means that a background task that was needed to complete your request could not be queued",
	},
}

// taskTime is how long a task waits before it begins, and then runs. The values
// are medians of the recordings, or guesses of the same order.
type taskTime struct{ wait, run time.Duration }

// errTaskFailed has no reason: the API gives none.
var errTaskFailed = errors.New("the task failed")

// work is what a task does to the cloud.
type work struct {
	name string
	// on are the objects that are busy with it. A task begins when earlier tasks
	// on all of them have ended.
	on []*record
	// begin runs when the task begins, finish when it ends. If finish fails, or a
	// test wants the task to fail, undo reverts what begin did. Each may be nil.
	begin  func()
	finish func() error
	undo   func()
}

// task is work that has not ended yet.
type task struct {
	work
	record     *record
	start, end time.Time
	fails      bool
}

// queue adds a task and returns it as the first response shows it: pending.
func (s *Simulator) queue(now time.Time, owner string, w work) *record {
	takes := s.taskTimes[w.name]
	if s.options.TaskTime > 0 {
		takes = taskTime{0, s.options.TaskTime}
	}
	start := now.Add(takes.wait)
	for _, r := range w.on {
		if r.busyUntil.After(start) {
			start = r.busyUntil
		}
	}
	end := start.Add(takes.run)
	for _, r := range w.on {
		r.busyUntil = end
	}
	r := s.add("task", owner, map[string]any{
		"name": w.name, "status": "pending", "created_at": now.Unix(),
		"started_at": nil, "finished_at": nil, "progress": 0,
	})
	s.tasks = append(s.tasks, &task{work: w, record: r, start: start, end: end, fails: s.nextTaskFails(w.name)})
	return r
}

// FailNextTask makes the next task of a name fail, or of any name if that is
// empty. It panics for a name that no task has.
func (s *Simulator) FailNextTask(name string) {
	if _, known := s.taskTimes[name]; !known && name != "" {
		panic(fmt.Sprintf("simulator: there is no task %q", name))
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.failures = append(s.failures, name)
}

// FailTasksFunc has a function choose which of the other tasks fail. A nil
// function ends it. The function must not use the simulator.
func (s *Simulator) FailTasksFunc(choose func(name string) bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.chooseFailure = choose
}

func (s *Simulator) nextTaskFails(name string) bool {
	i := slices.IndexFunc(s.failures, func(f string) bool { return f == "" || f == name })
	if i < 0 {
		return s.chooseFailure != nil && s.chooseFailure(name)
	}
	s.failures = slices.Delete(s.failures, i, i+1)
	return true
}

// runDue runs every task step that is due by now, in order of time, and empties
// the trash.
func (s *Simulator) runDue(now time.Time) {
	for {
		next := s.nextTask()
		if next == nil || next.due().After(now) {
			break
		}
		s.at = next.due()
		if next.record.fields["status"] == "pending" {
			next.record.fields["status"] = "running"
			next.record.fields["started_at"] = next.start.Unix()
			if next.begin != nil {
				next.begin()
			}
			continue
		}
		s.tasks = slices.DeleteFunc(s.tasks, func(t *task) bool { return t == next })
		next.complete()
	}
	for _, t := range s.tasks {
		if t.record.fields["status"] == "running" {
			t.record.fields["progress"] = 5 + int(72*now.Sub(t.start)/t.end.Sub(t.start))
		}
	}
	s.settle(now)
	s.emptyTrash(now)
}

// settle ends what is done without a task, and is over by now.
func (s *Simulator) settle(now time.Time) {
	for name, k := range s.kinds {
		if k.settle == nil {
			continue
		}
		for _, r := range s.store.byKind[name] {
			if !now.Before(r.busyUntil) {
				k.settle(r)
			}
		}
	}
}

// nextTask is the task whose next step is due first.
func (s *Simulator) nextTask() *task {
	var next *task
	for _, t := range s.tasks {
		if next == nil || t.due().Before(next.due()) {
			next = t
		}
	}
	return next
}

func (t *task) due() time.Time {
	if t.record.fields["status"] == "pending" {
		return t.start
	}
	return t.end
}

func (t *task) complete() {
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

// SetTaskTime changes how many seconds tasks of a name wait and run.
func (s *Simulator) SetTaskTime(name string, wait, run int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, known := s.taskTimes[name]; !known {
		panic(fmt.Sprintf("simulator: there is no task %q", name))
	}
	s.taskTimes[name] = taskTime{time.Duration(wait) * time.Second, time.Duration(run) * time.Second}
	s.options.TaskTime = 0
}
