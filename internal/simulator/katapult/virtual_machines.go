package katapult

import (
	"slices"
	"strings"
	"time"
)

var virtualMachineKind = kind{
	name: "virtual_machine", prefix: "vm", lookups: []string{"fqdn"}, byName: true, trash: "VirtualMachine",
	routes: slices.Concat(virtualMachineRoutes, virtualMachineSizeRoutes, powerRoutes, authorizedKeysRoutes),
	show:   (*Simulator).virtualMachine,
	row:    (*Simulator).virtualMachineRow,
	errors: authorizedKeysErrors,
	tasks: map[string]taskTime{
		"Change package":           {4 * time.Second, 2 * time.Second},
		"Reset virtual machine":    {time.Second, 5 * time.Second},
		"Shutdown virtual machine": {10 * time.Second, 5 * time.Second},
		"Start virtual machine":    {time.Second, 10 * time.Second},
		"Stop virtual machine":     {time.Second, 3 * time.Second},
	},
	deletionStep: deletionStep{"virtual_machines", "All virtual machines must be deleted"},
}

var virtualMachineRoutes = []route{
	{
		operation: "GET /organizations/organization/virtual_machines", handle: list,
		scopes: "virtual_machines virtual_machines:read",
	},
	{
		operation: "GET /virtual_machines/virtual_machine", handle: getVirtualMachine,
		scopes: "virtual_machines virtual_machines:read",
	},
	{operation: "PATCH /virtual_machines/virtual_machine", handle: updateVirtualMachine, scopes: "virtual_machines"},
	{operation: "DELETE /virtual_machines/virtual_machine", handle: deleteVirtualMachine, scopes: "virtual_machines"},
}

func (s *Simulator) virtualMachine(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "hostname", "fqdn", "description", "created_at", "initial_root_password",
		"state", "attached_iso", "memory_in_gb", "cpu_cores", "use_dedicated_cpus", "gpus",
		"suspended", "suspended_at")
	shown["zone"] = nil
	if zone := s.store.get("zone", r.reference("zone")); zone != nil {
		shown["zone"] = s.zone(zone)
	}
	shown["organization"] = nil
	if organization := s.store.get("organization", r.owner); organization != nil {
		full := s.organizationRecord(organization)
		full["uuid"] = uuid(organization.id)
		shown["organization"] = full
	}
	shown["group"] = nil
	if group := s.store.get("virtual_machine_group", r.reference("group")); group != nil {
		shown["group"] = group.fields
	}
	shown["gpu_type"] = nil
	if gpu := s.store.get("gpu_type", r.reference("gpu_type")); gpu != nil {
		shown["gpu_type"] = gpuType(gpu)
	}
	shown["package"] = nil
	if size := s.store.get("virtual_machine_package", r.reference("package")); size != nil {
		shown["package"] = size.fields
	}
	tags, names := []any{}, []any{}
	for _, tag := range s.tagsOf(r) {
		tags, names = append(tags, tag.fields), append(names, tag.fields["name"])
	}
	shown["tags"], shown["tag_names"] = tags, names
	addresses := []any{}
	for _, nic := range s.interfacesOf(r) {
		addresses = append(addresses, rows(s.addressesOf(nic), s.ipAddress)...)
	}
	shown["ip_addresses"] = addresses
	return shown
}

// centerOfMachine is the ID of the data centre that a machine is in.
func (s *Simulator) centerOfMachine(machine *record) string {
	if zone := s.store.get("zone", machine.reference("zone")); zone != nil {
		return zone.reference("data_center")
	}
	return ""
}

// virtualMachineRow has no state, group or description.
func (s *Simulator) virtualMachineRow(r *record) map[string]any {
	full := s.virtualMachine(r)
	row := pick(full, "id", "name", "hostname", "fqdn", "created_at", "zone", "gpu_type")
	if gpu, isMap := full["gpu_type"].(map[string]any); isMap {
		row["gpu_type"] = pick(gpu, "id", "name", "permalink")
	}
	if size, isMap := full["package"].(map[string]any); isMap {
		row["package"] = pick(size, "name")
	}
	addresses := []any{}
	for _, nic := range s.interfacesOf(r) {
		for _, address := range s.addressesOf(nic) {
			addresses = append(addresses, pick(address.fields, "address"))
		}
	}
	row["ip_addresses"] = addresses
	return row
}

func getVirtualMachine(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	return map[string]any{"virtual_machine": c.virtualMachine(machine), "annotations": annotations(machine)}, nil
}

func updateVirtualMachine(c *call) (any, error) {
	properties := c.args().properties()
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(machine.fields)
	properties.copyText(fields, "name")
	if properties.given("description") {
		fields["description"] = nil
		if text := properties.text("description"); text != nil && *text != "" {
			fields["description"] = *text
		}
	}
	sentences := c.rename(machine, properties, fields)
	if names, given := properties.values["tag_names"].([]any); given {
		c.tag(fields, machine.owner, names)
	}
	fields["annotations"] = c.annotationsOr(fields["annotations"])
	if properties.given("group") {
		fields["group"] = nil
		if _, given := properties.set("group"); given {
			group, err := c.lookupIn(properties, "group", "virtual_machine_group")
			if err != nil {
				return nil, err
			}
			fields["group"] = map[string]any{"id": group.id}
		}
	}
	if properties.given("gpu_type") {
		fields["gpu_type"] = nil
		if _, given := properties.set("gpu_type"); given {
			gpu, err := c.lookupIn(properties, "gpu_type", "gpu_type")
			if err != nil {
				return nil, err
			}
			fields["gpu_type"] = map[string]any{"id": gpu.id}
		}
	}
	switch sentences = append(sentences, blank(fields["name"], "Name")...); {
	case c.err != nil:
		return nil, c.err
	case len(sentences) > 0:
		return nil, invalid(sentences...)
	}
	machine.fields = fields
	return map[string]any{"virtual_machine": c.virtualMachine(machine), "annotations": annotations(machine)}, nil
}

// rename gives a machine another host name, in lower case. Machines in the
// trash keep theirs.
func (c *call) rename(machine *record, properties arguments, fields map[string]any) []string {
	if !properties.given("hostname") {
		return nil
	}
	hostname := strings.ToLower(deref(properties.text("hostname")))
	for _, other := range c.store.owned("virtual_machine", machine.owner) {
		if other != machine && other.text("hostname") == hostname {
			return []string{"Hostname has already been taken"}
		}
	}
	fields["hostname"], fields["fqdn"] = hostname, c.fqdn(hostname, machine.owner)
	return blank(hostname, "Hostname")
}

func (s *Simulator) fqdn(hostname, owner string) string {
	if organization := s.store.get("organization", owner); organization != nil {
		return hostname + "." + organization.text("infrastructure_domain")
	}
	return hostname
}

// deleteVirtualMachine moves a machine to the trash, which stops it.
func deleteVirtualMachine(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	object := c.moveToTrash(c.now, machine)
	return map[string]any{"virtual_machine": c.virtualMachine(machine), "trash_object": object.fields}, nil
}
