package katapult

var virtualMachineGroupKind = kind{
	name: "virtual_machine_group", prefix: "vmgrp", restrictable: true,
	routes: []route{
		{
			operation: "GET /organizations/organization/virtual_machine_groups", handle: listAll,
			scopes: "virtual_machine_groups virtual_machine_groups:read",
		},
		{
			operation: "POST /organizations/organization/virtual_machine_groups", handle: create,
			scopes: "virtual_machine_groups",
		},
		{
			operation: "GET /virtual_machine_groups/virtual_machine_group", handle: read,
			scopes: "virtual_machine_groups virtual_machine_groups:read",
		},
		{
			operation: "PATCH /virtual_machine_groups/virtual_machine_group", handle: update,
			scopes: "virtual_machine_groups",
		},
		// Machines do not prevent it; they lose their group.
		{
			operation: "DELETE /virtual_machine_groups/virtual_machine_group", handle: remove,
			scopes: "virtual_machine_groups",
		},
	},
	defaults: func(c *call) map[string]any {
		return map[string]any{"segregate": true, "auto_segregate": false, "created_at": c.now.Unix()}
	},
	properties: func(_ *call, properties arguments, fields map[string]any) []string {
		properties.copyText(fields, "name")
		properties.copyBoolean(fields, "segregate")
		properties.copyBoolean(fields, "auto_segregate")
		return blank(fields["name"], "Name")
	},
}
