package katapult

import (
	"context"
	"fmt"
)

// VirtualMachines is access to virtual machines.
type VirtualMachines struct{ client *Client }

// VirtualMachine is a virtual machine. The root password that the API sends with
// it is not decoded.
type VirtualMachine struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Hostname string `json:"hostname"`
	FQDN     string `json:"fqdn"`
	Zone     struct {
		DataCenter DataCenter `json:"data_center"`
	} `json:"zone"`
	// Package is its size. In lists it has only a name.
	Package *VirtualMachinePackage `json:"package"`
	// IPAddresses are the addresses of all its interfaces. In lists they have only
	// an address.
	IPAddresses []IPAddress `json:"ip_addresses"`

	// The others are missing in lists.

	State       VirtualMachineState  `json:"state"`
	Description *string              `json:"description"`
	Group       *VirtualMachineGroup `json:"group"`
	Tags        []string             `json:"tag_names"`
}

// VirtualMachinePackage is a size of virtual machines.
type VirtualMachinePackage struct {
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
}

// VirtualMachineDisk is a row in the list of a machine's disks. The disk has what
// lists have, and no assignment.
type VirtualMachineDisk struct {
	Disk Disk `json:"disk"`
	// AttachOnBoot says that a start of the machine attaches the disk.
	AttachOnBoot bool `json:"attach_on_boot"`
	// Boot says that the machine boots from the disk.
	Boot  bool            `json:"boot"`
	State AttachmentState `json:"state"`
}

// VirtualMachineState is the state of a machine.
type VirtualMachineState string

// States that decide what can be done with a machine.
const (
	VirtualMachineStarted VirtualMachineState = "started"
	VirtualMachineStopped VirtualMachineState = "stopped"
	VirtualMachineFailed  VirtualMachineState = "failed"
)

// Settled reports whether the state is not a transition. Unknown states count as
// transitions.
func (s VirtualMachineState) Settled() bool {
	switch s {
	case VirtualMachineStarted, VirtualMachineStopped, VirtualMachineFailed, "orphaned":
		return true
	}
	return false
}

func (m VirtualMachine) identity() string { return m.ID }

func (d VirtualMachineDisk) identity() string { return d.Disk.ID }

var virtualMachines = object[VirtualMachine]{
	key: "virtual_machine", path: "/virtual_machines/virtual_machine",
	list: list[VirtualMachine]{path: "/organizations/organization/virtual_machines", key: "virtual_machines", paged: true},
}

var virtualMachineDisks = list[VirtualMachineDisk]{path: "/virtual_machines/virtual_machine/disks", key: "disks", paged: true}

// List returns all machines of the client's organization, in order of their
// names.
//
// GET /organizations/organization/virtual_machines, all pages
func (s VirtualMachines) List(ctx context.Context) ([]VirtualMachine, error) {
	return virtualMachines.all(ctx, s.client)
}

// Get returns a machine, or ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) Get(ctx context.Context, machineID string) (VirtualMachine, error) {
	return virtualMachines.get(ctx, s.client, machineID)
}

// GetByFQDN returns the machine with a fully qualified domain name, or
// ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) GetByFQDN(ctx context.Context, fqdn string) (VirtualMachine, error) {
	return virtualMachines.find(ctx, s.client, lookup{"virtual_machine", "fqdn", fqdn})
}

// Disks returns the disks of a machine, or ErrNotFound for the machine, also
// for one in the trash.
//
// GET /virtual_machines/virtual_machine/disks, all pages
func (s VirtualMachines) Disks(ctx context.Context, machineID string) ([]VirtualMachineDisk, error) {
	return virtualMachineDisks.all(ctx, s.client, id("virtual_machine", machineID))
}

// WaitSettled returns a machine as soon as it is in no transition, or ErrNotFound.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) WaitSettled(ctx context.Context, machineID string) (VirtualMachine, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (VirtualMachine, error) { return s.Get(ctx, machineID) },
		VirtualMachine.settled, VirtualMachine.doing)
}

func (m VirtualMachine) settled() bool { return m.State.Settled() }

// doing says which state a machine is in.
func (m VirtualMachine) doing() string {
	return fmt.Sprintf("virtual machine %q (%s) is %s", m.Name, m.ID, m.State)
}
