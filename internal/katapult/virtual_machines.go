package katapult

import (
	"context"
	"fmt"
)

// VirtualMachines is access to virtual machines.
type VirtualMachines struct{ client *Client }

// VirtualMachine is a virtual machine. The root password that the API includes
// is not taken in.
type VirtualMachine struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Hostname string `json:"hostname"`
	FQDN     string `json:"fqdn"`
	Zone     struct {
		DataCenter DataCenter `json:"data_center"`
	} `json:"zone"`
	// Package is its size. Lists tell nothing but its name.
	Package *VirtualMachinePackage `json:"package"`
	// IPAddresses are those of all its interfaces. Lists tell nothing but the
	// addresses themselves.
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

// VirtualMachineDisk is a disk as one of a machine's. The disk has what it has
// in lists, without an assignment.
type VirtualMachineDisk struct {
	Disk Disk `json:"disk"`
	// AttachOnBoot says that starting the machine attaches the disk.
	AttachOnBoot bool `json:"attach_on_boot"`
	// Boot says that the machine boots from the disk.
	Boot  bool            `json:"boot"`
	State AttachmentState `json:"state"`
}

// VirtualMachineState is what a machine is doing.
type VirtualMachineState string

// States that decide what can be done with a machine.
const (
	VirtualMachineStarted VirtualMachineState = "started"
	VirtualMachineStopped VirtualMachineState = "stopped"
	VirtualMachineFailed  VirtualMachineState = "failed"
)

// Settled reports whether a machine stays as it is by itself. In every other
// state something is going on.
func (s VirtualMachineState) Settled() bool {
	switch s {
	case VirtualMachineStarted, VirtualMachineStopped, VirtualMachineFailed, "orphaned":
		return true
	}
	return false
}

// List returns all machines of the client's organization, in order of their
// names.
//
// GET /organizations/organization/virtual_machines, all pages
func (s VirtualMachines) List(ctx context.Context) ([]VirtualMachine, error) {
	return listAll[VirtualMachine](ctx, s.client, "/organizations/organization/virtual_machines", "virtual_machines",
		s.client.organization.lookup("organization"))
}

// Get returns a machine, or ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) Get(ctx context.Context, machineID string) (VirtualMachine, error) {
	return s.find(ctx, id("virtual_machine", machineID))
}

// GetByFQDN returns the machine with a fully qualified domain name, or
// ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) GetByFQDN(ctx context.Context, fqdn string) (VirtualMachine, error) {
	return s.find(ctx, lookup{"virtual_machine", "fqdn", fqdn})
}

func (s VirtualMachines) find(ctx context.Context, by lookup) (VirtualMachine, error) {
	return get(ctx, s.client, "/virtual_machines/virtual_machine", one[VirtualMachine]("virtual_machine"), by)
}

// Disks returns the disks of a machine, or ErrNotFound for the machine, also
// for one in the trash.
//
// GET /virtual_machines/virtual_machine/disks, all pages
func (s VirtualMachines) Disks(ctx context.Context, machineID string) ([]VirtualMachineDisk, error) {
	return listAll[VirtualMachineDisk](ctx, s.client, "/virtual_machines/virtual_machine/disks", "disks",
		id("virtual_machine", machineID))
}

// GetSettled returns a machine as soon as it is in no transition, or
// ErrNotFound.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) GetSettled(ctx context.Context, machineID string) (VirtualMachine, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (VirtualMachine, error) { return s.Get(ctx, machineID) },
		VirtualMachine.settled, VirtualMachine.doing)
}

func (m VirtualMachine) settled() bool { return m.State.Settled() }

// doing says what state a machine is in.
func (m VirtualMachine) doing() string {
	return fmt.Sprintf("virtual machine %q (%s) is %s", m.Name, m.ID, m.State)
}
