package katapult

var virtualMachineSizeRoutes = []route{
	{operation: "PUT /virtual_machines/virtual_machine/package", handle: changePackage, scopes: "virtual_machines"},
	{
		operation: "PUT /virtual_machines/virtual_machine/flexible_resources", handle: changeFlexibleResources,
		scopes: "virtual_machines",
	},
}

func changePackage(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	size, err := c.lookup("virtual_machine_package")
	if err != nil {
		return nil, err
	}
	if machine.reference("package") == size.id {
		return nil, invalid("Package must be different from the current package")
	}
	resources := pick(size.fields, "memory_in_gb", "cpu_cores", "use_dedicated_cpus")
	return c.resize(machine, map[string]any{"id": size.id}, resources)
}

func changeFlexibleResources(c *call) (any, error) {
	wanted, _ := c.args().set("resources")
	wanted.require("cpu_cores")
	wanted.require("memory_in_gb")
	cores, memory, dedicated := wanted.integer("cpu_cores"), wanted.integer("memory_in_gb"), wanted.boolean("use_dedicated_cpus")
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.resize(machine, nil, map[string]any{
		"memory_in_gb": deref(memory), "cpu_cores": deref(cores), "use_dedicated_cpus": deref(dedicated),
	})
}

// resize queues the task that gives a machine another size. It gets smaller only
// while it is stopped.
func (c *call) resize(machine *record, size any, resources map[string]any) (any, error) {
	smaller := func() bool {
		for _, name := range []string{"memory_in_gb", "cpu_cores"} {
			now, _ := machine.fields[name].(int)
			then, _ := resources[name].(int)
			if then < now {
				return true
			}
		}
		return false
	}
	if smaller() && machine.text("state") != "stopped" {
		return nil, invalid("Virtual machine must be stopped to reduce its resources")
	}
	task := c.queue(c.now, machine.owner, work{
		name: "Change package", on: []*record{machine},
		finish: func() error {
			if machine.trashed {
				return errTaskFailed
			}
			merge(machine.fields, resources)
			machine.fields["package"] = size
			return nil
		},
	})
	return map[string]any{"task": task.fields}, nil
}
