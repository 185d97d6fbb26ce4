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

var _ rest.Hinted = (*TaskError)(nil)

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
		return "The task keeps running. Run Terraform again to pick up where it stands, or allow more time in the timeouts block."
	}
	return "Look at the object in the Katapult console, or give Katapult's support the task's ID; then run Terraform again."
}

// tasks waits for tasks, and learns how long those of each name take.
type tasks struct {
	client  *Client
	backoff rest.Backoff

	mu    sync.Mutex
	times map[string]*taskTimes
}

// wait returns when a task on an object is complete. It returns a TaskError
// when the task fails, or when the context ends before.
//
// GET /tasks/task
func (t *tasks) wait(ctx context.Context, task Task, object string) error {
	t.client.log(ctx, "waiting for a task", map[string]any{"task": task.Name, "id": task.ID, "object": object})
	defer t.client.cache.invalidate() // a read in between has seen what is over now
	looks := 0
	waited, err := rest.Poll(ctx, t.backoffFor(task.Name), func(ctx context.Context) (bool, error) {
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
	t.observe(task.Name, waited, looks)
	return nil
}

func (t *tasks) backoffFor(name string) rest.Backoff {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.times[name].backoff(t.backoff.Min)
}

func (t *tasks) observe(name string, waited time.Duration, looks int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.times[name] == nil {
		t.times[name] = &taskTimes{}
	}
	t.times[name].add(waited, looks)
}
