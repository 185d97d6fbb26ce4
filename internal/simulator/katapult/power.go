package katapult

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

// power makes the handler of a power action. The machine passes through a
// state of transition while the task runs. A reset needs a machine that runs.
func power(name, passing, final string) handler {
	return func(c *call) (any, error) {
		machine, err := c.live("virtual_machine")
		if err != nil {
			return nil, err
		}
		s := c.Simulator
		before := ""
		task := s.queue(c.now, machine.owner, work{
			name: name, on: []*record{machine},
			begin: func() {
				before = machine.text("state")
				if !machine.trashed && (before != final || passing == "resetting") {
					machine.fields["state"] = passing
				}
			},
			finish: func() error {
				if machine.trashed || passing == "resetting" && before != "started" {
					return errTaskFailed
				}
				s.powered(machine, final)
				return nil
			},
			undo: func() {
				if machine.text("state") == passing {
					machine.fields["state"] = before
				}
			},
		})
		return map[string]any{"task": only(task.fields, "id", "name", "status")}, nil
	}
}

// powered sets the state of a machine and lets disks and interfaces follow: a
// machine that stops has none attached, one that starts takes those disks that
// attach on boot, and all interfaces.
func (s *Simulator) powered(machine *record, state string) {
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
