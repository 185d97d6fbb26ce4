package katapult_test

import (
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createDisk = "POST /organizations/organization/disks"
	getDisk    = "GET /disks/disk"
	assign     = "POST /disks/disk/assign"
	unassign   = "POST /disks/disk/unassign"
	attach     = "POST /disks/disk/attach"
	detach     = "POST /disks/disk/detach"
	getMachine = "GET /virtual_machines/virtual_machine"
	start      = "POST /virtual_machines/virtual_machine/start"
	stop       = "POST /virtual_machines/virtual_machine/stop"
)

// rest completes all tasks.
func (c *cloud) rest() { c.clock.Advance(2 * time.Minute) }

// status is that of a task.
func (c *cloud) status(task string) string {
	c.t.Helper()
	return c.ok("GET /tasks/task", object{"task": id(task)}).text("task", "status")
}

// newDisk creates a disk in London and completes its task.
func (c *cloud) newDisk(name string) string {
	c.t.Helper()
	disk := c.ok(createDisk, object{"organization": acme, "properties": object{
		"name": name, "size_in_gb": 10, "data_center": object{"permalink": "uk-lon-01"}, "initial_file_system": "ext4",
	}}).text("disk", "id")
	c.rest()
	return disk
}

// assignedDisk creates a disk and assigns it to a machine.
func (c *cloud) assignedDisk(machine string) string {
	c.t.Helper()
	disk := c.newDisk("data")
	c.ok(assign, object{"disk": id(disk), "virtual_machine": id(machine)})
	return disk
}

// attachment is the state of a disk's relation to its machine.
func (c *cloud) attachment(disk string) any {
	c.t.Helper()
	return c.ok(getDisk, object{"disk": id(disk)}).get("disk", "virtual_machine_disk", "state")
}

func TestTaskLives(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	created := c.ok(createDisk, object{"organization": acme, "properties": object{
		"name": "data", "size_in_gb": 10, "data_center": object{"permalink": "uk-lon-01"},
	}})
	task := created.text("task", "id")
	equal(t, "name", created.text("task", "name"), "Build disk")
	equal(t, "status at once", created.text("task", "status"), "pending")
	equal(t, "progress at once", created.get("task", "progress"), any(0.0))
	equal(t, "started at once", created.get("task", "started_at"), nil)

	c.clock.Advance(1500 * time.Millisecond)
	running := c.ok("GET /tasks/task", object{"task": id(task)})
	equal(t, "status", running.text("task", "status"), "running")
	equal(t, "started", running.get("task", "started_at"), any(float64(noon.Unix()+1)))
	equal(t, "finished", running.get("task", "finished_at"), nil)
	if progress := running.get("task", "progress").(float64); progress < 5 || progress >= 100 {
		t.Errorf("progress %v", progress)
	}
	c.clock.Advance(time.Hour)
	done := c.ok("GET /tasks/task", object{"task": id(task)})
	equal(t, "status", done.text("task", "status"), "completed")
	equal(t, "progress", done.get("task", "progress"), any(100.0))
	equal(t, "finished when it was done", done.get("task", "finished_at"), any(float64(noon.Unix()+2)))
	c.refused(404, "task_not_found", "GET /tasks/task", object{"task": id("task_none")})
}

func TestTaskTimeReplacesTheMeasuredTimes(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: 2 * time.Second})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	task := c.ok(stop, object{"virtual_machine": id(machine)}).text("task", "id")
	c.clock.Advance(1999 * time.Millisecond)
	equal(t, "status", c.status(task), "running")
	c.clock.Advance(time.Millisecond)
	equal(t, "status", c.status(task), "completed")
}

func TestWorkOnOneMachineIsSerialised(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: 10 * time.Second})
	machine, other := c.AddVirtualMachine(katapult.VM{Name: "web"}), c.AddVirtualMachine(katapult.VM{Name: "app"})
	first, second, third := c.assignedDisk(machine), c.assignedDisk(machine), c.assignedDisk(other)
	begin := func(disk string) string { return c.ok(attach, object{"disk": id(disk)}).text("task", "id") }
	tasks := []string{begin(first), begin(second), begin(third)}
	for _, want := range [][]string{
		{"running", "pending", "running"}, {"completed", "running", "completed"}, {"completed", "completed", "completed"},
	} {
		for i := range tasks {
			equal(t, "task", c.status(tasks[i]), want[i])
		}
		c.clock.Advance(10 * time.Second)
	}
	equal(t, "state", c.attachment(second), any("attached"))
}

func TestTaskFails(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: 10 * time.Second})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	disk := c.assignedDisk(machine)
	c.FailNextTask("Attach disk to virtual machine")
	stopped := c.ok(stop, object{"virtual_machine": id(machine)}).text("task", "id")
	c.rest()
	equal(t, "a task of another name", c.status(stopped), "completed")
	c.ok(start, object{"virtual_machine": id(machine)})
	c.rest()
	c.ok(detach, object{"disk": id(disk)})
	c.rest()
	task := c.ok(attach, object{"disk": id(disk)}).text("task", "id")
	c.clock.Advance(5 * time.Second)
	equal(t, "state meanwhile", c.attachment(disk), any("attaching"))
	c.clock.Advance(10 * time.Second)
	failed := c.ok("GET /tasks/task", object{"task": id(task)})
	equal(t, "status", failed.text("task", "status"), "failed")
	if failed.get("task", "finished_at") == nil {
		t.Error("a failed task did not finish")
	}
	equal(t, "state after failure", c.attachment(disk), any("detached"))

	again := c.ok(attach, object{"disk": id(disk)}).text("task", "id")
	c.rest()
	equal(t, "the next task", c.status(again), "completed")
	c.FailNextTask("")
	last := c.ok(stop, object{"virtual_machine": id(machine)}).text("task", "id")
	c.rest()
	equal(t, "a task of any name", c.status(last), "failed")
	equal(t, "state of the machine", c.ok(getMachine, object{"virtual_machine": id(machine)}).
		text("virtual_machine", "state"), "started")
}

func TestFailingTasksAreChosenByAFunction(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: time.Second})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	c.FailTasksFunc(func(name string) bool { return name == "Stop virtual machine" })
	for want, operation := range map[string]string{"failed": stop, "completed": "POST /virtual_machines/virtual_machine/reset"} {
		task := c.ok(operation, object{"virtual_machine": id(machine)}).text("task", "id")
		c.rest()
		equal(t, operation, c.status(task), want)
	}
	c.FailTasksFunc(nil)
	task := c.ok(stop, object{"virtual_machine": id(machine)}).text("task", "id")
	c.rest()
	equal(t, "afterwards", c.status(task), "completed")
}
