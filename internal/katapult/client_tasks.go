package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Task is work that the API continues after its response. It names neither its
// object nor the reason of a failure.
type Task struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Status TaskStatus `json:"status"`
	// Progress is in percent.
	Progress int `json:"progress"`
	// The times are in Unix seconds. Those of what has not happened yet are nil.
	CreatedAt  int64  `json:"created_at"`
	StartedAt  *int64 `json:"started_at"`
	FinishedAt *int64 `json:"finished_at"`
}

// Tasks is access to tasks. Other services wait for theirs.
type Tasks struct{ client *Client }

// TaskNotFound says that the API does not know a task.
const TaskNotFound Code = "task_not_found"

// Get returns a task, or TaskNotFound.
//
// GET /tasks/task
func (s Tasks) Get(ctx context.Context, taskID string) (Task, error) {
	return taskObject.get(ctx, s.client, taskID)
}

// TaskStatus is the progress of a task.
type TaskStatus string

// A task passes through these and ends in one of the last two.
const (
	TaskPending   TaskStatus = "pending"
	TaskRunning   TaskStatus = "running"
	TaskCompleted TaskStatus = "completed"
	TaskFailed    TaskStatus = "failed"
)

// TaskError says that a task failed, or was still running when the wait for it
// ended.
type TaskError struct {
	Task Task
	// Object names what the task works on.
	Object string
	// Waited is how long the wait took.
	Waited time.Duration
	// Cause is why the wait ended. It is nil when the task failed.
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

// tasks waits for tasks, and learns how long tasks of each name take.
type tasks struct {
	client  *Client
	backoff rest.Backoff

	mu    sync.Mutex
	times map[string]*taskTimes
}

// run sends a call that responds with nothing but a task, and waits for it. object
// names what the task works on.
func (t *tasks) run(ctx context.Context, call rest.Call, about lookup, object string) error {
	started := objectIn[Task](taskObject.key)
	call.Into = started
	if err := t.client.send(ctx, call, arguments{lookups: []lookup{about}}); err != nil {
		return err
	}
	return t.wait(ctx, started.value, object)
}

// wait waits until a task on an object is complete, and not at all if there is no
// task. It returns a TaskError when the task fails or the context ends.
//
// GET /tasks/task
func (t *tasks) wait(ctx context.Context, task Task, object string) error {
	if task.ID == "" {
		return nil
	}
	t.client.log(ctx, "waiting for a task", map[string]any{"task": task.Name, "id": task.ID, "object": object})
	defer t.client.releases.announce(anyChange)()
	defer t.client.cache.invalidate() // reads in between have seen the old state
	polls := 0
	waited, err := rest.Poll(ctx, t.backoffFor(task.Name), func(ctx context.Context) (bool, error) {
		polls++
		now, err := t.get(ctx, task.ID)
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
	t.observe(task.Name, waited, polls)
	return nil
}

// taskObject describes the API's tasks.
var taskObject = object[Task]{key: "task", path: "/tasks/task"}

func (t Task) identity() string { return t.ID }

// get returns a task, or the error that its ID is unknown.
//
// GET /tasks/task
func (t *tasks) get(ctx context.Context, taskID string) (Task, error) {
	return taskObject.get(rest.WithMaxAge(ctx, 0), t.client, taskID)
}

func (t *tasks) backoffFor(name string) rest.Backoff {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.times[name].backoff(t.backoff.Min)
}

func (t *tasks) observe(name string, waited time.Duration, polls int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.times[name] == nil {
		t.times[name] = &taskTimes{}
	}
	t.times[name].add(waited, polls)
}
