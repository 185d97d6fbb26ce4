package katapult

func updateSpeedProfile(c *call) (any, error) {
	nic, err := c.lookup(nicName)
	if err != nil {
		return nil, err
	}
	profile, err := c.lookupIn(c.args(), "speed_profile", "network_speed_profile")
	if err != nil {
		return nil, err
	}
	if nic.reference("speed_profile") == profile.id {
		return nil, fail(422, "speed_profile_already_assigned", nil)
	}
	task := c.queue(c.now, nic.owner, work{
		name: "Change network interface speed profile", on: c.busyObjects(nic),
		finish: func() error {
			nic.fields["speed_profile"] = map[string]any{"id": profile.id}
			return nil
		},
	})
	return map[string]any{"task": task.fields}, nil
}

func attachNetworkInterface(c *call) (any, error) {
	return c.queueInterfaceMove("Attach network interface", "attaching", "attached")
}

func detachNetworkInterface(c *call) (any, error) {
	return c.queueInterfaceMove("Detach network interface", "detaching", "detached")
}

// busyObjects are the objects that a task on an interface occupies.
func (s *Simulator) busyObjects(nic *record) []*record {
	if machine := s.store.get("virtual_machine", nic.reference("virtual_machine")); machine != nil {
		return []*record{machine, nic}
	}
	return []*record{nic}
}

// queueInterfaceMove queues the attachment or detachment of an interface, and
// shows the state before it. The task attaches nothing to a machine that does not
// run.
func (c *call) queueInterfaceMove(name, transition, final string) (any, error) {
	nic, err := c.lookup(nicName)
	if err != nil {
		return nil, err
	}
	if nic.text("state") == final {
		return nil, fail(422, nicName+"_already_"+final, nil)
	}
	s := c.Simulator
	before := ""
	possible := func() bool {
		machine := s.store.get("virtual_machine", nic.reference("virtual_machine"))
		running := machine != nil && machine.text("state") == "started"
		return s.store.byID[nic.id] == nic && (final == "detached" || running)
	}
	task := s.queue(c.now, nic.owner, work{
		name: name, on: c.busyObjects(nic),
		begin: func() {
			if before = nic.text("state"); before != final && possible() {
				nic.fields["state"] = transition
			}
		},
		finish: func() error {
			if !possible() {
				return errTaskFailed
			}
			nic.fields["state"] = final
			return nil
		},
		undo: func() {
			if nic.text("state") == transition {
				nic.fields["state"] = before
			}
		},
	})
	return map[string]any{nicName: c.networkInterface(nic), "task": task.fields}, nil
}
