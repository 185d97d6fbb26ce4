package task_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/task"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const taskType = "katapult_task"

// id is that of a task that nothing moves on.
const id = "task_Wd5Rk8TqLx2NvB7m"

func TestReadsATaskAsItIs(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, task.Object)
	w.SeedExamples()
	for _, state := range []struct {
		fields map[string]any
		want   map[string]string
	}{
		{
			map[string]any{"status": "pending", "started_at": nil, "finished_at": nil, "progress": 0},
			map[string]string{"id": id, "name": "Change package", "status": "pending", "progress": "0", "created_at": "2026-01-01T00:00:00Z", "started_at": acctest.Null, "finished_at": acctest.Null},
		},
		{
			map[string]any{"status": "running", "started_at": 1767225605, "progress": 40},
			map[string]string{"status": "running", "progress": "40", "started_at": "2026-01-01T00:00:05Z", "finished_at": acctest.Null},
		},
		{
			map[string]any{"status": "failed", "finished_at": 1767225665},
			map[string]string{"status": "failed", "finished_at": "2026-01-01T00:01:05Z"},
		},
	} {
		w.Change(id, map[string]any{"created_at": 1767225600})
		w.Change(id, state.fields)
		w.Reads(taskType, state.want, `id = "`+id+`"`)
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, task.Object)
	w.Refuses(taskType, `id = "task_none"`, `id = "task_none"`, `task_not_found`)
	w.Refuses(taskType, `id = " "`, `must not be blank`)
	w.Refuses(taskType, ``, `"id" is required`)
	w.Inject(simulator.Fault{Operation: "GET /tasks/task", Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Refuses(taskType, `id = "task_none"`, `Cannot read data source katapult_task`, `scope_not_granted`)
}
