package katapult

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// plannedMachine is a spec whose references are resolved.
type plannedMachine struct {
	fields                 map[string]any
	center                 *record
	version                *record // of the template that its boot disk is made from
	disks                  []specDisk
	profiles               []string
	interfaces             []plannedInterface
	optionAttributes, tags []any
}

type plannedInterface struct {
	network, profile *record
	version          string // of a new address
	addresses        []*record
}

// planMachine resolves what a spec refers to. It also completes the spec as the
// API shows it later.
func (c *call) planMachine(organization *record, given *spec) (plannedMachine, []string) {
	machine := plannedMachine{}
	var sentences []string
	refuse := func(sentence string) { sentences = append(sentences, sentence) }

	zone := c.specZone(given)
	size := c.specObject(given.Resources.Package, "virtual_machine_package", organization.id)
	switch {
	case zone == nil:
		refuse("Zone must exist")
	case size == nil && (given.Resources.Memory == 0 || given.Resources.CPUCores == 0):
		refuse("Package must exist")
	}
	if sentences != nil {
		return machine, sentences
	}
	machine.center = c.store.get("data_center", zone.reference("data_center"))
	hostname := c.specHostname(given)
	if c.hostnameTaken(hostname, organization.id) {
		refuse("Hostname has already been taken")
	}
	machine.fields = map[string]any{
		"name": cmp.Or(given.Name, hostname), "hostname": hostname, "fqdn": c.fqdn(hostname, organization.id),
		"description": nil, "initial_root_password": RootPassword, "state": "stopped",
		"zone": map[string]any{"id": zone.id}, "group": nil, "package": nil, "attached_iso": nil,
		"memory_in_gb": given.Resources.Memory, "cpu_cores": given.Resources.CPUCores, "use_dedicated_cpus": false,
		"gpu_type": nil, "gpus": []any{}, "suspended": false, "suspended_at": nil, "annotations": c.annotationsOr([]any{}),
	}
	if given.Description != "" {
		machine.fields["description"] = given.Description
	}
	storage := machine.takeSize(size)
	if given.Group != nil {
		group := c.specObject(given.Group, "virtual_machine_group", organization.id)
		if group == nil {
			refuse("Virtual machine group must exist")
		} else {
			machine.fields["group"] = map[string]any{"id": group.id}
		}
	}
	sentences = append(sentences, c.specTemplate(given, &machine, organization.id)...)
	sentences = append(sentences, c.specDisks(given, &machine, storage, organization.id)...)
	sentences = append(sentences, c.specInterfaces(given, &machine, size, organization.id)...)
	if given.Tags != nil {
		// Tags that do not exist are left out; only PATCH creates them.
		for _, name := range given.Tags.Tags {
			if c.tagNamed(name, organization.id) != nil {
				machine.tags = append(machine.tags, name)
			}
		}
	}
	if given.AuthorizedKeys != nil {
		given.AuthorizedKeys.Continuous = "no"
	}
	return machine, sentences
}

// takeSize gives a machine the size of a package, if there is one. It returns the size of
// the disk that a machine gets by default.
func (m plannedMachine) takeSize(size *record) (storage int) {
	if size == nil {
		return 10
	}
	m.fields["package"] = map[string]any{"id": size.id}
	for _, name := range []string{"memory_in_gb", "cpu_cores", "use_dedicated_cpus"} {
		m.fields[name] = size.fields[name]
	}
	storage, _ = size.fields["storage_in_gb"].(int)
	return storage
}

// specObject finds what a reference of a spec names, or nil.
func (s *Simulator) specObject(r *specReference, kind, owner string) *record {
	if r == nil {
		return nil
	}
	var found *record
	if by := cmp.Or(r.By, "id"); by == "id" {
		found = s.store.get(kind, r.Value)
	} else {
		found = s.store.find(kind, by, r.Value)
	}
	if found == nil || found.trashed || found.owner != "" && found.owner != owner {
		return nil
	}
	return found
}

// specZone is the zone of a spec, or one of its data centre.
func (c *call) specZone(given *spec) *record {
	if given.Zone != nil {
		return c.specObject(given.Zone, "zone", "")
	}
	center := c.specObject(given.DataCenter, "data_center", "")
	if center == nil {
		return nil
	}
	*given.DataCenter = specReference{Value: center.id}
	return c.store.get("zone", c.zoneIn(center))
}

// specHostname is the host name of a spec in lower case, or a random one.
func (c *call) specHostname(given *spec) string {
	if given.Hostname == nil || given.Hostname.Hostname.Type == "random" || given.Hostname.Hostname.Text == "" {
		c.store.counters["hostname"]++
		return fmt.Sprintf("quiet-river-%d", c.store.counters["hostname"])
	}
	given.Hostname.Hostname.Text = strings.ToLower(given.Hostname.Hostname.Text)
	return given.Hostname.Hostname.Text
}

func (c *call) specTemplate(given *spec, machine *plannedMachine, owner string) []string {
	if given.DiskTemplate == nil {
		if given.ISO == nil {
			return []string{"Disk template must exist"}
		}
		machine.fields["attached_iso"] = map[string]any{"id": given.ISO.Value, "name": given.ISO.Value, "operating_system": nil}
		return nil
	}
	template := c.specObject(&given.DiskTemplate.DiskTemplate, "disk_template", owner)
	if template == nil {
		return []string{"Disk template must exist"}
	}
	for _, version := range c.versionsOf(template) {
		if given.DiskTemplate.Version == nil || fmt.Sprint(version.fields["number"]) == given.DiskTemplate.Version.Value {
			machine.version = version
		}
	}
	if machine.version == nil {
		return []string{"Disk template version must exist"}
	}
	given.DiskTemplate.Version = &specReference{By: "number", Value: fmt.Sprint(machine.version.fields["number"])}
	for _, option := range given.DiskTemplate.Options {
		machine.optionAttributes = append(machine.optionAttributes, map[string]any{
			"key": option.Key, "label": option.Key, "value": option.Value, "protect": false, "description": nil,
		})
	}
	return nil
}

func (c *call) specDisks(given *spec, machine *plannedMachine, storage int, owner string) []string {
	machine.disks = []specDisk{{Name: "System Disk", Size: storage}}
	if given.SystemDisks != nil && len(given.SystemDisks.Disks) > 0 {
		machine.disks = slices.Clone(given.SystemDisks.Disks)
	}
	for i, disk := range machine.disks {
		profile := fastIO
		if disk.IOProfile != nil {
			found := c.specObject(disk.IOProfile, "disk_io_profile", owner)
			if found == nil {
				return []string{"IO profile must exist"}
			}
			profile = found.id
		}
		machine.profiles = append(machine.profiles, profile)
		if i == 0 {
			machine.disks[i].Name = cmp.Or(disk.Name, "System Disk")
		} else {
			machine.disks[i].Name = cmp.Or(disk.Name, fmt.Sprintf("Disk #%d", i+1))
		}
		machine.disks[i].Size = cmp.Or(disk.Size, storage)
		if disk.Size < 0 {
			return []string{"Size in GB must be greater than 0"}
		}
	}
	return nil
}

func (c *call) specInterfaces(given *spec, machine *plannedMachine, size *record, owner string) []string {
	if given.NetworkInterfaces == nil {
		return nil
	}
	for i, wanted := range given.NetworkInterfaces.Interfaces {
		planned := plannedInterface{network: c.specObject(wanted.Network, "network", owner)}
		if planned.network == nil {
			planned.network = c.specObject(wanted.VirtualNetwork, "virtual_network", owner)
		}
		if planned.network == nil || planned.network.reference("data_center") != machine.center.id {
			return []string{"Network must be in the same data center as the virtual machine"}
		}
		planned.profile = c.specObject(wanted.SpeedProfile, "network_speed_profile", owner)
		switch {
		case wanted.SpeedProfile == nil:
			planned.profile = c.defaultSpeedProfile(size)
		case planned.profile == nil:
			return []string{"Network speed profile must exist"}
		}
		given.NetworkInterfaces.Interfaces[i].SpeedProfile = &specReference{Value: planned.profile.id}
		for _, allocation := range wanted.Allocations {
			if allocation.Type == "new" {
				planned.version = "ipv" + cmp.Or(allocation.Version, "4")
				continue
			}
			address := c.specObject(allocation.IPAddress, "ip_address", owner)
			switch {
			case address == nil:
				return []string{"IP address must exist"}
			case c.allocatedTo(address) != nil:
				return []string{"IP address is already allocated"}
			case address.reference("network") != planned.network.id:
				return []string{"IP address does not belong to the network"}
			}
			planned.addresses = append(planned.addresses, address)
		}
		machine.interfaces = append(machine.interfaces, planned)
	}
	return nil
}

// defaultSpeedProfile is the one that a package comes with.
func (s *Simulator) defaultSpeedProfile(size *record) *record {
	if size != nil && size.text("permalink") == "rock-1" {
		return s.store.find("network_speed_profile", "permalink", "1gbps")
	}
	return s.store.find("network_speed_profile", "permalink", "10gbps")
}

// addPlanned makes a machine of a spec, with its disks and interfaces.
func (s *Simulator) addPlanned(owner string, planned plannedMachine) *record {
	now := s.at
	planned.fields["created_at"] = now.Unix()
	machine := s.add("virtual_machine", owner, planned.fields)
	s.tag(machine.fields, owner, planned.tags)
	for i, wanted := range planned.disks {
		disk := s.addDisk("", owner, planned.center, wanted.Name, wanted.Size, now)
		disk.fields["state"] = "building"
		disk.fields["storage_speed"] = cmp.Or(wanted.Speed, "nvme")
		disk.fields["io_profile"] = map[string]any{"id": planned.profiles[i]}
		disk.fields["virtual_machine_disk"] = map[string]any{
			"virtual_machine": map[string]any{"id": machine.id}, "attach_on_boot": true, "boot": i == 0, "state": "detached",
		}
		if i == 0 && planned.version != nil {
			disk.fields["installation"] = s.installation(owner, planned.version, planned.optionAttributes)
		}
	}
	for _, wanted := range planned.interfaces {
		nic := s.addInterface("", machine, wanted.network, wanted.profile)
		addresses := wanted.addresses
		if wanted.version != "" {
			addresses = append(addresses, s.lease(owner, wanted.network, wanted.version))
		}
		for _, address := range addresses {
			address.fields[nicName] = map[string]any{"id": nic.id}
		}
	}
	return machine
}
