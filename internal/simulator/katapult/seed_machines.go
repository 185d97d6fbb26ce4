package katapult

import (
	"strings"
	"time"
)

// RootPassword is the initial password of every simulated machine. Tests search
// logs and states for it.
const RootPassword = "simulated-root-password"

// VM describes a machine that somebody made outside Terraform.
type VM struct {
	// ID defaults to a new one.
	ID string
	// Name defaults to "server", Hostname to the name in lower case.
	Name, Hostname string
	Description    string
	// Organization is a sub-domain and defaults to the first one. DataCenter is a
	// permalink and defaults to uk-lon-01.
	Organization, DataCenter string
	// State defaults to "started". Disks and interfaces follow it.
	State string
	// Group is the ID of its group.
	Group string
	// Package is a permalink and defaults to rock-3.
	Package  string
	TagNames []string
	// DiskSize of its boot disk in GB defaults to that of the package.
	DiskSize int
	// Interface adds an interface on the public network, with the addresses of
	// these IDs or a new one. SpeedProfile is a permalink and defaults to that of
	// the package.
	Interface    bool
	Addresses    []string
	SpeedProfile string
}

// AddVirtualMachine puts a machine with its boot disk into the cloud and
// returns its ID.
func (s *Simulator) AddVirtualMachine(vm VM) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	return s.addMachine(vm, now).id
}

func (s *Simulator) addMachine(vm VM, now time.Time) *record {
	vm = s.withDefaults(vm)
	owner := s.mustFind("organization", "sub_domain", vm.Organization)
	center := s.mustFind("data_center", "permalink", vm.DataCenter)
	size := s.mustFind("virtual_machine_package", "permalink", vm.Package)
	hostname := strings.ToLower(vm.Hostname)
	machine := s.addAs(vm.ID, "virtual_machine", owner.id, map[string]any{
		"name": vm.Name, "hostname": hostname, "fqdn": s.fqdn(hostname, owner.id),
		"description": nil, "created_at": now.Unix(), "initial_root_password": RootPassword, "state": "allocated",
		"zone": map[string]any{"id": s.zoneIn(center)}, "group": nil, "package": map[string]any{"id": size.id},
		"attached_iso": nil, "memory_in_gb": size.fields["memory_in_gb"], "cpu_cores": size.fields["cpu_cores"],
		"use_dedicated_cpus": size.fields["use_dedicated_cpus"], "gpu_type": nil, "gpus": []any{},
		"suspended": false, "suspended_at": nil, "annotations": []any{},
	})
	names, _ := deepCopy(vm.TagNames).([]any)
	s.tag(machine.fields, owner.id, names)
	if vm.Description != "" {
		machine.fields["description"] = vm.Description
	}
	if vm.Group != "" {
		machine.fields["group"] = map[string]any{"id": s.mustGet(vm.Group).id}
	}
	if vm.DiskSize == 0 {
		vm.DiskSize, _ = size.fields["storage_in_gb"].(int)
	}
	s.addBootDisk(machine, center, vm.DiskSize, now)
	if vm.Interface {
		s.addPublicInterface(machine, center, vm.SpeedProfile, vm.Addresses)
	}
	s.setPowerState(machine, vm.State)
	return machine
}

func (s *Simulator) withDefaults(vm VM) VM {
	for field, fallback := range map[*string]string{
		&vm.Name: "server", &vm.Organization: s.options.Organizations[0], &vm.DataCenter: "uk-lon-01",
		&vm.State: "started", &vm.Package: "rock-3",
	} {
		if *field == "" {
			*field = fallback
		}
	}
	if vm.SpeedProfile == "" {
		vm.SpeedProfile = "10gbps"
		if vm.Package == "rock-1" {
			vm.SpeedProfile = "1gbps"
		}
	}
	if vm.Hostname == "" {
		vm.Hostname = strings.ReplaceAll(vm.Name, " ", "-")
	}
	return vm
}

// AddDisk puts a disk of 10 GB that belongs to no machine into the first
// organization, in uk-lon-01, and returns its ID.
func (s *Simulator) AddDisk(name string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	center := s.mustFind("data_center", "permalink", "uk-lon-01")
	return s.addDisk("", s.firstOrganization(), center, name, 10, now).id
}

func (s *Simulator) addDisk(id, owner string, center *record, name string, size int, now time.Time) *record {
	disk := s.addAs(id, "disk", owner, map[string]any{
		"name": name, "size_in_gb": size, "state": "built", "created_at": now.Unix(),
		"storage_speed": "nvme", "bus_type": "scsi", "io_profile": map[string]any{"id": unrestrictedIO},
		"data_center": map[string]any{"id": center.id}, "annotations": []any{},
		"virtual_machine_disk": nil, "installation": nil,
	})
	disk.fields["wwn"] = wwn(disk.id)
	return disk
}

func (s *Simulator) addBootDisk(machine, center *record, size int, now time.Time) {
	disk := s.addDisk("", machine.owner, center, "System Disk", size, now)
	disk.fields["io_profile"] = map[string]any{"id": fastIO}
	disk.fields["virtual_machine_disk"] = map[string]any{
		"virtual_machine": map[string]any{"id": machine.id}, "attach_on_boot": true, "boot": true, "state": "detached",
	}
	template := s.mustFind("disk_template", "permalink", "templates/ubuntu-18-04")
	disk.fields["installation"] = s.installation(machine.owner, s.latestVersion(template), nil)
}

func (s *Simulator) addPublicInterface(machine, center *record, speed string, addresses []string) {
	var network *record
	for _, candidate := range s.store.byKind["network"] {
		if candidate.reference("data_center") == center.id {
			network = candidate
			break
		}
	}
	nic := s.addInterface("", machine, network, s.mustFind("network_speed_profile", "permalink", speed))
	if addresses == nil {
		addresses = []string{s.lease(machine.owner, network, "ipv4").id}
	}
	for _, id := range addresses {
		s.mustGet(id).fields[nicName] = map[string]any{"id": nic.id}
	}
}
