package katapult

import (
	"context"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
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
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`

	// Annotations are keys and values that users attach to it.
	Annotations map[string]string `json:"-"`
}

func (d *Disk) setAnnotations(annotations map[string]string) { d.Annotations = annotations }

// DiskArguments are the arguments of a new disk. Empty ones are the API's choice.
type DiskArguments struct {
	Name     string
	SizeInGB int64
	// DataCenter is a permalink or an ID, and defaults to that of the client.
	DataCenter string
	// FileSystem is "ext4" or "xfs", StorageSpeed "ssd" or "nvme", and BusType "scsi" or
	// "virtio".
	FileSystem, StorageSpeed, BusType string
	IOProfileID                       string
	Annotations                       map[string]string
}

// DiskChange is a change of a disk that needs no task. What is left out stays.
type DiskChange struct {
	Name    *string `json:"name,omitempty"`
	BusType *string `json:"bus_type,omitempty"`
	// Annotations replace the current ones, unless they are nil.
	Annotations map[string]string `json:"-"`
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

// Owner names the machine of a disk that is assigned. Lists give only its ID.
func (d Disk) Owner() string {
	machine := d.Assignment.VirtualMachine
	if machine.FQDN == "" {
		return machine.ID
	}
	return fmt.Sprintf("%s (%s)", machine.FQDN, machine.ID)
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

// diskBuilt is the state of a disk to which nothing is being done.
const diskBuilt = "built"

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

// ListAnnotated returns the disks that have an annotation.
//
// GET /organizations/organization/disks, all pages
func (s Disks) ListAnnotated(ctx context.Context, key, value string) ([]Disk, error) {
	return disks.list.all(ctx, s.client, s.client.organization.lookup("organization"),
		lookup{"annotations[]", "key", key}, lookup{"annotations[]", "value", value})
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

// OnMachine returns the disks of a machine with their assignments, or ErrNotFound for the
// machine. Under a maximum age, GetOnMachine finds the same list.
//
// GET /virtual_machines/virtual_machine/disks, all pages
func (s Disks) OnMachine(ctx context.Context, machineID string) ([]Disk, error) {
	return disksOnMachine.all(ctx, s.client, machineID)
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

// GetListed returns a disk with what lists have, from the list of the organization, or
// ErrNotFound.
//
// GET /organizations/organization/disks, all pages
func (s Disks) GetListed(ctx context.Context, diskID string) (Disk, error) {
	all, err := s.List(ctx)
	for _, d := range all {
		if d.ID == diskID {
			return d, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("disk %s is not listed: %w", diskID, ErrNotFound)
	}
	return Disk{}, err
}

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

// Create begins to build a blank disk, and returns it with the task that builds it. If the
// response is lost, it searches for the disk. It returns a NoDataCenterError,
// DataCenterNotFound, ValidationFailed, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/disks
func (s Disks) Create(ctx context.Context, a DiskArguments) (Disk, Task, error) {
	center := s.client.dataCenter
	if a.DataCenter != "" {
		center = dataCenter(a.DataCenter)
	}
	if center.value == "" {
		return Disk{}, Task{}, &NoDataCenterError{}
	}
	properties := map[string]any{"name": a.Name, "size_in_gb": a.SizeInGB, "data_center": map[string]string{center.key: center.value}}
	for name, value := range map[string]string{"initial_file_system": a.FileSystem, "storage_speed": a.StorageSpeed, "bus_type": a.BusType} {
		if value != "" {
			properties[name] = value
		}
	}
	if a.IOProfileID != "" {
		properties["io_profile"] = map[string]string{"id": a.IOProfileID}
	}
	organization := s.client.organization.lookup("organization")
	with := arguments{lookups: []lookup{organization}, properties: properties}
	if len(a.Annotations) > 0 {
		with.fields = map[string]any{"annotations": annotationList(a.Annotations)}
	}
	return disks.create(ctx, s.client, creation[Disk]{
		path: disks.list.path, arguments: with, conflictKey: "disk " + a.Name,
		recovery: readCreatedSince(s.client, disks.list, s.Get, func(d Disk) int64 { return d.CreatedAt },
			func(d Disk) bool { return d.Name == a.Name && d.SizeInGB == a.SizeInGB && d.Assignment == nil }, organization),
	})
}

// WaitBuilt returns a disk that Create has begun to build as soon as it is built. It reads
// the disk only if there is no task: Create's response has everything but the state. It
// returns a TaskError, or ErrNotFound.
//
// GET /tasks/task or GET /disks/disk
func (s Disks) WaitBuilt(ctx context.Context, disk Disk, task Task) (Disk, error) {
	if task.ID != "" {
		err := s.client.tasks.wait(ctx, task, disks.describe(disk.ID))
		if err == nil {
			disk.State = diskBuilt
		}
		return disk, err
	}
	disk, err := waitSettled(ctx, s.client, func(ctx context.Context) (Disk, error) { return s.Get(ctx, disk.ID) },
		func(d Disk) bool { return d.State == diskBuilt || d.State == "failed" },
		func(d Disk) string { return fmt.Sprintf("disk %q (%s) is %s", d.Name, d.ID, d.State) })
	if err == nil && disk.State == "failed" {
		err = fmt.Errorf("the build of disk %q (%s) failed; the API does not say why", disk.Name, disk.ID)
	}
	return disk, err
}

// Update changes what needs no task, and returns the changed disk. It returns ErrNotFound,
// or ValidationFailed with the API's reasons.
//
// PATCH /disks/disk
func (s Disks) Update(ctx context.Context, diskID string, change DiskChange) (Disk, error) {
	with := arguments{properties: change}
	if change.Annotations != nil {
		with.fields = map[string]any{"annotations": annotationList(change.Annotations)}
	}
	return disks.update(ctx, s.client, diskID, with)
}

// SetIOProfile gives a disk another IO profile and returns when that is done. It returns
// ErrNotFound, DiskIOProfileNotFound, or a TaskError.
//
// PUT /disks/disk/io_profile
func (s Disks) SetIOProfile(ctx context.Context, diskID, profileID string) error {
	return disks.act(ctx, s.client, http.MethodPut, "io_profile", diskID, id("io_profile", profileID))
}

// Resize gives a disk another size in GB and returns when that is done. A disk grows online
// while it is attached and its machine runs; otherwise it has to be detached. Shrinking is
// always offline. It returns ErrNotFound, ValidationFailed, a TaskError, or a NotResizedError.
//
// PUT /disks/disk/resize and GET /disks/disk
func (s Disks) Resize(ctx context.Context, before Disk, sizeInGB int64, online bool) error {
	method := "offline"
	if online {
		method = "online"
	}
	resized := disks.response(id("disk", before.ID))
	call := rest.Call{Method: http.MethodPut, Path: disks.path + "/resize", Idempotent: true}
	with := arguments{fields: map[string]any{"size_in_gb": sizeInGB, "resize_method": method}}
	if err := disks.send(ctx, s.client, call, before.ID, with, resized); err != nil {
		return err
	}
	// The first read after the task has the new size, or none ever will.
	for attempt := range 2 {
		if attempt > 0 {
			if err := rest.Sleep(ctx, s.client.tasks.backoff.Min); err != nil {
				return err
			}
		}
		now, err := s.Get(rest.WithMaxAge(ctx, 0), before.ID)
		if err != nil || now.SizeInGB == sizeInGB {
			return err
		}
		before.SizeInGB = now.SizeInGB
	}
	return &NotResizedError{Disk: before, Wanted: sizeInGB}
}

// NotResizedError says that the task of a resize was completed, and the disk kept its size.
type NotResizedError struct {
	Disk   Disk
	Wanted int64
}

func (e *NotResizedError) Error() string {
	text := fmt.Sprintf("Katapult completed the resize of disk %q (%s) to %d GB, and the disk still has %d GB", e.Disk.Name, e.Disk.ID, e.Wanted, e.Disk.SizeInGB)
	if e.Wanted < e.Disk.SizeInGB {
		text += ": it shrinks only if it has a partition table, an ext4 file system, and room at its end"
	}
	return text
}

// Delete deletes a disk, which no machine may have, and purges it from the trash unless the
// client keeps it there. A disk in the trash is only purged. It returns ErrNotFound, or
// ValidationFailed with the API's reasons.
//
// DELETE /disks/disk and DELETE /trash_objects/trash_object
func (s Disks) Delete(ctx context.Context, diskID string) error {
	if err := disks.moveToTrash(ctx, s.client, diskID); err != nil {
		return err
	}
	return disks.purge(ctx, s.client, diskID)
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
