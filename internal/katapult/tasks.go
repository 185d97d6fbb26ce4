package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Task is work that the API goes on with after its answer. It says nothing of
// the object it works on, and not why it failed.
type Task struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Status TaskStatus `json:"status"`
	// Progress is in percent.
	Progress int `json:"progress"`
}

// TaskStatus is how far a task has come.
type TaskStatus string

// A task goes through these, and ends in one of the last two.
const (
	TaskPending   TaskStatus = "pending"
	TaskRunning   TaskStatus = "running"
	TaskCompleted TaskStatus = "completed"
	TaskFailed    TaskStatus = "failed"
)

// TaskError says that a task failed, or was still at work when waiting for it
// ended.
type TaskError struct {
	Task Task
	// Object is what the task works on.
	Object string
	// Waited is how long it was waited for.
	Waited time.Duration
	// Cause is why waiting ended, nil when the task failed.
	Cause error
}

func (e *TaskError) Error() string {
	waited := e.Waited.Round(100 * time.Millisecond)
	name, id := rest.Quote(e.Task.Name), rest.Quote(e.Task.ID)
	if e.Cause != nil {
		return fmt.Sprintf("the task %q (%s) on %s was still %s (%d %%) after %s: %s",
			name, id, e.Object, rest.Quote(string(e.Task.Status)), e.Task.Progress, waited, e.Cause)
	}
	return fmt.Sprintf("the task %q (%s) on %s failed after %s; the API does not say why",
		name, id, e.Object, waited)
}

func (e *TaskError) Unwrap() error { return e.Cause }

// Hint says what can be done about the error.
func (e *TaskError) Hint() string {
	if e.Cause != nil {
		return "The task goes on without Terraform. Run Terraform again to continue from where it is then, or allow more time in the timeouts block."
	}
	return "Look at the object in the Katapult console, or give Katapult's support the task's ID; then run Terraform again."
}

// taskTimes are how long tasks usually take, queue included, as recorded from
// the real API. What a client observes itself takes their place.
var taskTimes = map[string]time.Duration{
	"Build disk":                             2 * time.Second,
	"Attach disk to virtual machine":         2 * time.Second,
	"Detach disk from virtual machine":       2 * time.Second,
	"Change disk IO profile":                 2 * time.Second,
	"Change network interface speed profile": 2 * time.Second,
	"Change package":                         6 * time.Second,
	"Start virtual machine":                  11 * time.Second,
	"Stop virtual machine":                   4 * time.Second,
	"Shutdown virtual machine":               16 * time.Second,
	"Build virtual machine":                  37 * time.Second,
}

// tasks waits for tasks, and learns how long those of each name take.
type tasks struct {
	client *Client
	pace   rest.Pace

	mu       sync.Mutex
	expected map[string]time.Duration
}

// wait returns when a task on an object is complete. It returns a TaskError
// when the task fails, or when the context ends before.
//
// GET /tasks/task
func (t *tasks) wait(ctx context.Context, task Task, object string) error {
	t.client.log(ctx, "waiting for a task", map[string]any{"task": task.Name, "id": task.ID, "object": object})
	defer t.client.snapshots.forget() // a read in between has seen what is over now
	looks := 0
	waited, err := rest.Poll(ctx, t.paceOf(task.Name), func(ctx context.Context) (bool, error) {
		looks++
		now, err := get(ctx, t.client, "/tasks/task", one[Task]("task"), id("task", task.ID))
		if err != nil {
			return false, err
		}
		task.Status, task.Progress = now.Status, now.Progress
		return task.Status == TaskCompleted || task.Status == TaskFailed, nil
	})
	switch {
	case err != nil:
		return &TaskError{Task: task, Object: object, Waited: waited, Cause: err}
	case task.Status == TaskFailed:
		return &TaskError{Task: task, Object: object, Waited: waited}
	}
	t.learn(task.Name, waited, looks)
	return nil
}

// paceOf is how tasks of a name are looked at: first when they are done by what
// the last one took, and soon after that; or, not knowing better, at half of
// what is usual.
func (t *tasks) paceOf(name string) rest.Pace {
	t.mu.Lock()
	defer t.mu.Unlock()
	least := t.pace.Least
	if learned, ok := t.expected[name]; ok {
		return rest.Pace{First: max(learned-learned/10, least/2), Least: least, Usual: learned, Fine: learned / 20}
	}
	usual := taskTimes[name]
	return rest.Pace{First: max(min(usual/2, 8*least), least), Least: least, Usual: usual, Fine: usual / 10}
}

// learn notes how long a task took. One that was done at the first look may
// have been done before, so the next one of its name is looked at sooner.
func (t *tasks) learn(name string, waited time.Duration, looks int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if looks == 1 {
		waited -= waited / 20
	}
	t.expected[name] = waited
}
