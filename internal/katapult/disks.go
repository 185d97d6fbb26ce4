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
	// WWN is the name that the machine's operating system knows the disk by.
	WWN string `json:"wwn"`
	// State is what is being done to the disk; "built" when nothing is.
	State string `json:"state"`
	// Assignment is what ties the disk to a machine, nil when nothing does.
	Assignment *DiskAssignment `json:"virtual_machine_disk"`

	// The others are missing in lists.

	StorageSpeed string         `json:"storage_speed"`
	BusType      *string        `json:"bus_type"`
	IOProfile    *DiskIOProfile `json:"io_profile"`
	DataCenter   DataCenter     `json:"data_center"`
	// Installation is what the disk was made from, nil for a blank one.
	Installation *DiskInstallation `json:"installation"`
}

// DiskInstallation says which template a disk was made from. Its attributes,
// of which one is the root password, are not taken in.
type DiskInstallation struct {
	Version struct {
		Template struct {
			Permalink string `json:"permalink"`
		} `json:"disk_template"`
	} `json:"disk_template_version"`
}

// DiskAssignment is the relationship of a disk to the machine it belongs to.
type DiskAssignment struct {
	VirtualMachine struct {
		ID   string `json:"id"`
		FQDN string `json:"fqdn"`
	} `json:"virtual_machine"`
	// AttachOnBoot says that starting the machine attaches the disk.
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

// The states of an attachment, as far as anything depends on them.
const (
	Attached  AttachmentState = "attached"
	Detached  AttachmentState = "detached"
	attaching AttachmentState = "attaching"
	detaching AttachmentState = "detaching"
)

// Settled reports whether the state stays as it is by itself.
func (s AttachmentState) Settled() bool { return s != attaching && s != detaching }

// List returns all disks of the client's organization, in order of their names.
// Of an assignment it tells the machine alone.
//
// GET /organizations/organization/disks, all pages. The rows are under a key in
// the singular.
func (s Disks) List(ctx context.Context) ([]Disk, error) {
	return listAll[Disk](ctx, s.client, "/organizations/organization/disks", "disk",
		s.client.organization.lookup("organization"))
}

// Get returns a disk, or ErrNotFound, also for one in the trash.
//
// GET /disks/disk
func (s Disks) Get(ctx context.Context, diskID string) (Disk, error) {
	return get(ctx, s.client, "/disks/disk", one[Disk]("disk"), id("disk", diskID))
}

// GetOnMachine returns a disk that should be one of a machine's; whether it is, its
// assignment says. It returns ErrNotFound for the disk, also for one in the
// trash.
//
// GET /disks/disk, or GET /virtual_machines/virtual_machine/disks for all disks
// of a machine at once
func (s Disks) GetOnMachine(ctx context.Context, machineID, diskID string) (Disk, error) {
	return disksOfMachine.read(ctx, s.client, machineID, diskID, func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) })
}

// A row of the list carries everything that GetOf promises.
var disksOfMachine = newListBacked("disks of a machine", 0,
	func(ctx context.Context, c *Client, machineID string) ([]Disk, error) {
		return c.Disks.listOnMachine(ctx, machineID)
	})

// listOnMachine returns a machine's disks with their assignments.
func (s Disks) listOnMachine(ctx context.Context, machineID string) ([]Disk, error) {
	rows, err := s.client.VirtualMachines.Disks(ctx, machineID)
	disks := make([]Disk, len(rows))
	for i, row := range rows {
		disks[i] = row.Disk
		disks[i].Assignment = &DiskAssignment{AttachOnBoot: row.AttachOnBoot, Boot: row.Boot, State: row.State}
		disks[i].Assignment.VirtualMachine.ID = machineID
	}
	return disks, err
}

// GetSettled returns a disk as soon as it is neither being attached to a machine
// nor detached from it, or ErrNotFound. A disk of another machine is not waited for.
//
// GET /disks/disk
func (s Disks) GetSettled(ctx context.Context, diskID, machineID string) (Disk, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) },
		func(d Disk) bool { return !d.IsAssignedTo(machineID) || d.Assignment.State.Settled() },
		func(d Disk) string { return fmt.Sprintf("disk %q (%s) is %s", d.Name, d.ID, d.Assignment.State) })
}

// AnnounceRelease announces that the caller is about to unassign a disk, so that
// whoever waits for it within this process goes on waiting. It calls done when
// it has, or has failed.
func (s Disks) AnnounceRelease(diskID string) (done func()) {
	return s.client.releases.announce("disk " + diskID)
}

// WatchRelease notes that a disk may be about to be unassigned by another
// operation of this process.
func (s Disks) WatchRelease(diskID string) ReleaseWatch {
	return s.client.releases.watch("disk " + diskID)
}
