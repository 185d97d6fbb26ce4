package katapult

import "slices"

var powerRoutes = []route{
	{
		operation: "POST /virtual_machines/virtual_machine/start", scopes: powerScopes,
		handle: power("Start virtual machine", "starting", "started"),
	},
	{
		operation: "POST /virtual_machines/virtual_machine/stop", scopes: powerScopes,
		handle: power("Stop virtual machine", "stopping", "stopped"),
	},
	{
		operation: "POST /virtual_machines/virtual_machine/shutdown", scopes: powerScopes,
		handle: power("Shutdown virtual machine", "shutting_down", "stopped"),
	},
	{
		operation: "POST /virtual_machines/virtual_machine/reset", scopes: powerScopes,
		handle: power("Reset virtual machine", "resetting", "started"),
	},
}

const powerScopes = "virtual_machines virtual_machines:power_actions"

// power makes the handler of a power action. While its task runs, the machine
// is in a state of transition. A reset needs a machine that runs.
func power(name, transition, final string) handler {
	return func(c *call) (any, error) {
		machine, err := c.lookupActive("virtual_machine")
		if err != nil {
			return nil, err
		}
		s := c.Simulator
		if transition == "stopping" {
			c.abandonShutdown(machine)
		}
		before := ""
		task := s.queue(c.now, machine.owner, work{
			name: name, on: []*record{machine},
			begin: func() {
				before = machine.text("state")
				if !machine.trashed && (before != final || transition == "resetting") {
					machine.fields["state"] = transition
				}
			},
			finish: func() error {
				if machine.trashed || transition == "resetting" && before != "started" {
					return errTaskFailed
				}
				s.setPowerState(machine, final)
				return nil
			},
			undo: func() {
				if machine.text("state") == transition {
					machine.fields["state"] = before
				}
			},
		})
		return map[string]any{"task": pick(task.fields, "id", "name", "status")}, nil
	}
}

// setPowerState sets the state of a machine, which its disks and interfaces
// follow. A machine that stops detaches all. One that starts attaches all
// interfaces, and the disks that attach on boot.
func (s *Simulator) setPowerState(machine *record, state string) {
	was := machine.text("state")
	machine.fields["state"] = state
	switch {
	case state == "stopped":
		for _, disk := range s.disksOf(machine) {
			setAttachment(disk, "detached")
		}
		for _, nic := range s.interfacesOf(machine) {
			nic.fields["state"] = "detached"
		}
	case state == "started" && was != "started" && was != "resetting":
		for _, disk := range s.disksOf(machine) {
			if assignment(disk)["attach_on_boot"] == true && disk.text("state") == "built" {
				setAttachment(disk, "attached")
			}
		}
		for _, nic := range s.interfacesOf(machine) {
			nic.fields["state"] = "attached"
		}
	}
}

// abandonShutdown ends a shutdown that the operating system does not obey, because the
// machine is turned off. That the API does so is a guess.
func (c *call) abandonShutdown(machine *record) {
	for _, t := range c.tasks {
		if t.name == "Shutdown virtual machine" && slices.Contains(t.on, machine) {
			t.start, t.end, t.fails = c.now, c.now, true
			machine.busyUntil = c.now
		}
	}
	c.runDue(c.now)
}
