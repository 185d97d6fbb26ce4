package katapult

import (
	"context"
	"fmt"
)

// Disks is access to disks and their assignment to virtual machines.
type Disks struct{ client *Client }

// Disk is a disk.
type Disk struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	SizeInGB int64  `json:"size_in_gb"`
	// WWN is the disk's name in the operating system of the machine.
	WWN string `json:"wwn"`
	// State is "built" unless something is being done to the disk.
	State string `json:"state"`
	// Assignment is nil for a disk without a machine.
	Assignment *DiskAssignment `json:"virtual_machine_disk"`

	// Lists lack the following.

	StorageSpeed string         `json:"storage_speed"`
	BusType      *string        `json:"bus_type"`
	IOProfile    *DiskIOProfile `json:"io_profile"`
	DataCenter   DataCenter     `json:"data_center"`
	// Installation is nil for a blank disk.
	Installation *DiskInstallation `json:"installation"`
}

// DiskInstallation says which template a disk was built from. Its attributes are
// not decoded: one of them is the root password.
type DiskInstallation struct {
	Version struct {
		Template struct {
			ID        string `json:"id"`
			Permalink string `json:"permalink"`
		} `json:"disk_template"`
	} `json:"disk_template_version"`
}

// DiskAssignment is the relation of a disk to its machine.
type DiskAssignment struct {
	VirtualMachine struct {
		ID   string `json:"id"`
		FQDN string `json:"fqdn"`
	} `json:"virtual_machine"`
	// AttachOnBoot says that a start of the machine attaches the disk.
	AttachOnBoot bool `json:"attach_on_boot"`
	// Boot says that the machine boots from the disk.
	Boot  bool            `json:"boot"`
	State AttachmentState `json:"state"`
}

// IsAssignedTo reports whether the disk is assigned to a machine.
func (d Disk) IsAssignedTo(machineID string) bool {
	return d.Assignment != nil && d.Assignment.VirtualMachine.ID == machineID
}

// AttachmentState is whether a disk is attached to its machine.
type AttachmentState string

// States of an attachment.
const (
	Attached  AttachmentState = "attached"
	Detached  AttachmentState = "detached"
	attaching AttachmentState = "attaching"
	detaching AttachmentState = "detaching"
)

// Settled reports whether the state is not a transition.
func (s AttachmentState) Settled() bool { return s != attaching && s != detaching }

func (d Disk) identity() string { return d.ID }

var disks = object[Disk]{
	key: "disk", path: "/disks/disk",
	// The rows are under a key in the singular.
	list: list[Disk]{path: "/organizations/organization/disks", key: "disk", paged: true},
}

// List returns all disks of the client's organization, in order of their names.
// Their assignments have only the machine.
//
// GET /organizations/organization/disks, all pages
func (s Disks) List(ctx context.Context) ([]Disk, error) {
	return disks.all(ctx, s.client)
}

// Get returns a disk, or ErrNotFound, also for one in the trash.
//
// GET /disks/disk
func (s Disks) Get(ctx context.Context, diskID string) (Disk, error) {
	return disks.get(ctx, s.client, diskID)
}

// GetOnMachine returns a disk that is expected on a machine; its assignment says
// whether it is. It returns ErrNotFound for the disk, also for one in the trash.
//
// GET /disks/disk, or under a maximum age GET /virtual_machines/virtual_machine/disks
// for all disks of a machine
func (s Disks) GetOnMachine(ctx context.Context, machineID, diskID string) (Disk, error) {
	return disksOnMachine.get(ctx, s.client, machineID, diskID, func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) })
}

// GetBasics returns a disk with what lists have, or ErrNotFound, also for one in the
// trash.
//
// GET /disks/disk, or under a maximum age GET /organizations/organization/disks for many
// disks
func (s Disks) GetBasics(ctx context.Context, diskID string) (Disk, error) {
	return basicDisks.get(ctx, s.client, "", diskID, func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) })
}

// basicDisks are rows of the organization's list, which has less than single disks.
var basicDisks = listBacked[Disk]{name: "disks of the organization", threshold: 3, list: disks.listAll}

// Rows have everything that users of GetOnMachine read.
var disksOnMachine = listBacked[Disk]{name: "disks of a machine", list: listDisksOnMachine}

// listDisksOnMachine returns a machine's disks with their assignments.
func listDisksOnMachine(ctx context.Context, c *Client, machineID string) ([]Disk, error) {
	rows, err := c.VirtualMachines.Disks(ctx, machineID)
	disks := make([]Disk, len(rows))
	for i, row := range rows {
		disks[i] = row.Disk
		disks[i].Assignment = &DiskAssignment{AttachOnBoot: row.AttachOnBoot, Boot: row.Boot, State: row.State}
		disks[i].Assignment.VirtualMachine.ID = machineID
	}
	return disks, err
}

// WaitSettled returns a disk as soon as its machine neither attaches nor detaches
// it, or ErrNotFound. It does not wait for a disk of another machine.
//
// GET /disks/disk
func (s Disks) WaitSettled(ctx context.Context, diskID, machineID string) (Disk, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) },
		func(d Disk) bool { return !d.IsAssignedTo(machineID) || d.Assignment.State.Settled() },
		func(d Disk) string { return fmt.Sprintf("disk %q (%s) is %s", d.Name, d.ID, d.Assignment.State) })
}

// AnnounceRelease announces that the caller is about to unassign a disk. Operations
// of this process that need the disk wait for it. The caller calls done when it has
// finished or failed.
func (s Disks) AnnounceRelease(diskID string) (done func()) {
	return s.client.releases.announce("disk " + diskID)
}

// WatchRelease watches for another operation of this process that unassigns the
// disk.
func (s Disks) WatchRelease(diskID string) ReleaseWatch {
	return s.client.releases.watch("disk " + diskID)
}
