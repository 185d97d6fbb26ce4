package katapult

var virtualMachineGroupRoutes = []route{
	{
		operation: "GET /organizations/organization/virtual_machine_groups", handle: listVirtualMachineGroups,
		scopes: "virtual_machine_groups virtual_machine_groups:read",
	},
	{
		operation: "POST /organizations/organization/virtual_machine_groups", handle: createVirtualMachineGroup,
		scopes: "virtual_machine_groups",
	},
	{
		operation: "GET /virtual_machine_groups/virtual_machine_group", handle: getVirtualMachineGroup,
		scopes: "virtual_machine_groups virtual_machine_groups:read",
	},
	{
		operation: "PATCH /virtual_machine_groups/virtual_machine_group", handle: updateVirtualMachineGroup,
		scopes: "virtual_machine_groups",
	},
	{
		operation: "DELETE /virtual_machine_groups/virtual_machine_group", handle: deleteVirtualMachineGroup,
		scopes: "virtual_machine_groups",
	},
}

// listVirtualMachineGroups answers all groups at once: this list has no pages.
func listVirtualMachineGroups(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	groups := c.store.owned("virtual_machine_group", organization.id)
	return map[string]any{"virtual_machine_groups": rows(groups, func(r *record) map[string]any { return r.fields })}, nil
}

func createVirtualMachineGroup(c *call) (any, error) {
	fields := map[string]any{"segregate": true, "auto_segregate": false, "created_at": c.now.Unix()}
	sentences := c.virtualMachineGroupProperties(fields)
	if c.err != nil {
		return nil, c.err
	}
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	if sentences != nil {
		return nil, invalid(sentences...)
	}
	group := c.create("vmgrp", "virtual_machine_group", organization.id, fields)
	return map[string]any{"virtual_machine_group": group.fields}, nil
}

// virtualMachineGroupProperties writes the properties of a request into a
// group's fields, and says what is wrong with the result.
func (c *call) virtualMachineGroupProperties(fields map[string]any) []string {
	properties := c.args().properties()
	if properties.given("name") {
		fields["name"] = deref(properties.text("name"))
	}
	for _, name := range []string{"segregate", "auto_segregate"} {
		if value := properties.boolean(name); value != nil {
			fields[name] = *value
		}
	}
	return blank(fields["name"], "Name")
}

func getVirtualMachineGroup(c *call) (any, error) {
	group, err := c.lookup("virtual_machine_group")
	if err != nil {
		return nil, err
	}
	return map[string]any{"virtual_machine_group": group.fields}, nil
}

func updateVirtualMachineGroup(c *call) (any, error) {
	group, err := c.lookup("virtual_machine_group")
	if err != nil {
		return nil, err
	}
	fields := copiedMap(group.fields)
	sentences := c.virtualMachineGroupProperties(fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case sentences != nil:
		return nil, invalid(sentences...)
	}
	group.fields = fields
	return map[string]any{"virtual_machine_group": group.fields}, nil
}

// deleteVirtualMachineGroup deletes a group also while machines are in it,
// which only lose their group.
func deleteVirtualMachineGroup(c *call) (any, error) {
	group, err := c.lookup("virtual_machine_group")
	if err != nil {
		return nil, err
	}
	if err := deletable(group); err != nil {
		return nil, err
	}
	c.store.remove(group)
	return map[string]any{"virtual_machine_group": group.fields}, nil
}
