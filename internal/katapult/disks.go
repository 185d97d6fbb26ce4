package katapult

import (
	"context"
	"fmt"
	"net/http"
)

// Disks is access to disks and their assignment to virtual machines.
type Disks struct{ client *Client }

// Disk is a disk.
type Disk struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Assignment is what ties the disk to a machine, nil when nothing does.
	Assignment *DiskAssignment `json:"virtual_machine_disk"`
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

// Target is the state that a transition leads to, and any other state itself.
func (s AttachmentState) Target() AttachmentState {
	switch s {
	case attaching:
		return Attached
	case detaching:
		return Detached
	}
	return s
}

type diskAnswer struct {
	Disk Disk `json:"disk"`
	Task Task `json:"task"`
}

// Get returns a disk, or ErrNotFound, also for one in the trash.
//
// GET /disks/disk
func (s Disks) Get(ctx context.Context, diskID string) (Disk, error) {
	var answer diskAnswer
	err := s.client.get(ctx, "/disks/disk", &answer, id("disk", diskID))
	return answer.Disk, err
}

// GetSettled returns a disk as soon as it is neither being attached nor
// detached, or ErrNotFound.
//
// GET /disks/disk
func (s Disks) GetSettled(ctx context.Context, diskID string) (Disk, error) {
	return settle(ctx, s.client,
		func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) },
		func(d Disk) bool { return d.Assignment == nil || d.Assignment.State.Settled() },
		func(d Disk) string { return fmt.Sprintf("disk %q (%s) is %s", d.Name, d.ID, d.Assignment.State) })
}

// Assign gives a disk to a machine, detached, and to be attached on boot. It
// returns ErrNotFound for the disk, VirtualMachineNotFound, ObjectInTrash for
// either, or UnableToAssign with the API's reasons.
//
// POST /disks/disk/assign
func (s Disks) Assign(ctx context.Context, diskID, machineID string) (Disk, error) {
	return s.act(ctx, "assign", diskID, id("virtual_machine", machineID))
}

// Unassign takes a disk from its machine. A disk that has none stays as it is.
// It returns ErrNotFound, or UnableToUnassign with the API's reasons.
//
// POST /disks/disk/unassign
func (s Disks) Unassign(ctx context.Context, diskID string) error {
	_, err := s.act(ctx, "unassign", diskID)
	return err
}

// Attach connects a disk to its machine and returns when that is done. It
// returns ErrNotFound, UnassignedDisk, or a TaskError.
//
// POST /disks/disk/attach
func (s Disks) Attach(ctx context.Context, diskID string) error {
	_, err := s.act(ctx, "attach", diskID)
	return err
}

// Detach disconnects a disk from its machine and returns when that is done. It
// returns ErrNotFound, UnassignedDisk, or a TaskError.
//
// POST /disks/disk/detach
func (s Disks) Detach(ctx context.Context, diskID string) error {
	_, err := s.act(ctx, "detach", diskID)
	return err
}

// act does one of the things above and waits for its task, if it has one. All
// of them can be repeated: they say how it shall be, not what to change.
func (s Disks) act(ctx context.Context, what, diskID string, more ...lookup) (Disk, error) {
	var answer diskAnswer
	err := s.client.post(ctx, "/disks/disk/"+what, &answer, append([]lookup{id("disk", diskID)}, more...)...)
	if err == nil && answer.Task.ID != "" {
		err = s.client.tasks.wait(ctx, answer.Task, "disk "+diskID)
	}
	return answer.Disk, err
}

// SetAttachOnBoot decides whether starting the machine attaches the disk. It
// returns ErrNotFound, or UnassignedDisk.
//
// PATCH /disks/disk
func (s Disks) SetAttachOnBoot(ctx context.Context, diskID string, attach bool) error {
	properties := map[string]any{"virtual_machine_disk": map[string]any{"attach_on_boot": attach}}
	return s.client.send(ctx, http.MethodPatch, "/disks/disk", properties, nil, id("disk", diskID))
}
