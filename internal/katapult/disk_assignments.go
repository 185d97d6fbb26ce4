package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// The requests below name a disk, but not the machine it belongs to. After a lost
// response the disk may belong to another machine; see retryAfterCheck.

// Assign assigns a disk to a machine, detached, and to be attached on boot. It
// returns ErrNotFound for the disk, VirtualMachineNotFound, ObjectInTrash for
// either, or UnableToAssign with the API's reasons; see also IsUnknownOutcome.
//
// POST /disks/disk/assign
func (s Disks) Assign(ctx context.Context, diskID, machineID string) (Disk, error) {
	unlock, err := s.client.locks.Lock(ctx, "disk "+diskID)
	if err != nil {
		return Disk{}, err
	}
	defer unlock()
	assigned := disks.response(id("disk", diskID))
	call := rest.Call{Method: http.MethodPost, Path: "/disks/disk/assign", Into: assigned, Idempotent: true}
	err = s.client.send(ctx, call, arguments{lookups: []lookup{id("disk", diskID), id("virtual_machine", machineID)}})
	switch {
	case err == nil && assigned.value.Assignment != nil:
		return assigned.value, nil
	case err != nil && !errors.Is(err, UnableToAssign) && !IsUnknownOutcome(err):
		return assigned.value, err
	}
	// Three cases look alike: the response was lost, a retry was refused because the
	// first attempt had worked, or the response lacks the assignment. The disk tells.
	now, readErr := withGrace(ctx, func(ctx context.Context) (Disk, error) { return s.Get(ctx, diskID) })
	if readErr == nil && now.IsAssignedTo(machineID) {
		return now, nil
	}
	if err == nil {
		err = fmt.Errorf("the API agreed to assign disk %s to virtual machine %s, and shows no assignment", diskID, machineID)
	}
	return assigned.value, err
}

// Unassign takes a disk from a machine. After a lost response it leaves a disk alone
// that is no longer assigned to the machine. It returns ErrNotFound, or
// UnableToUnassign with the API's reasons.
//
// POST /disks/disk/unassign
func (s Disks) Unassign(ctx context.Context, diskID, machineID string) error {
	err := s.change(ctx, change{
		disk: diskID, machine: machineID, method: http.MethodPost, path: "/disks/disk/unassign",
		done: func(DiskAssignment) bool { return false },
	})
	if errors.Is(err, errTaken) {
		return nil
	}
	return err
}

// Attach attaches a disk to its machine and returns when that is done. It
// returns ErrNotFound, UnassignedDisk, or a TaskError.
//
// POST /disks/disk/attach
func (s Disks) Attach(ctx context.Context, diskID, machineID string) error {
	return s.change(ctx, change{
		disk: diskID, machine: machineID, method: http.MethodPost, path: "/disks/disk/attach",
		done: func(a DiskAssignment) bool { return a.State == Attached },
	})
}

// Detach detaches a disk from its machine and returns when that is done. It
// returns ErrNotFound, UnassignedDisk, or a TaskError.
//
// POST /disks/disk/detach
func (s Disks) Detach(ctx context.Context, diskID, machineID string) error {
	return s.change(ctx, change{
		disk: diskID, machine: machineID, method: http.MethodPost, path: "/disks/disk/detach",
		done: func(a DiskAssignment) bool { return a.State == Detached },
	})
}

// SetAttachOnBoot sets whether a start of the machine attaches the disk. It
// returns ErrNotFound, or UnassignedDisk.
//
// PATCH /disks/disk
func (s Disks) SetAttachOnBoot(ctx context.Context, diskID, machineID string, attach bool) error {
	return s.change(ctx, change{
		disk: diskID, machine: machineID, method: http.MethodPatch, path: "/disks/disk",
		properties: map[string]any{"virtual_machine_disk": map[string]any{"attach_on_boot": attach}},
		done:       func(a DiskAssignment) bool { return a.AttachOnBoot == attach },
	})
}

// UndoAttachOnBoot is SetAttachOnBoot for the cleanup after a failure: it goes on
// for a moment when the caller has given up.
//
// PATCH /disks/disk
func (s Disks) UndoAttachOnBoot(ctx context.Context, diskID, machineID string, before bool) error {
	ctx, end := rest.WithGrace(ctx)
	defer end()
	return s.SetAttachOnBoot(ctx, diskID, machineID, before)
}

// change is a request that changes the assignment of a disk to a machine.
type change struct {
	disk, machine string
	method, path  string
	properties    any
	// done reports whether an assignment is as the request wants it.
	done func(DiskAssignment) bool
}

// errTaken says that a disk is no longer assigned to a machine.
var errTaken = fmt.Errorf("the disk is not assigned to the virtual machine any more: %w", UnassignedDisk)

// change sends a request and waits for its task, if it has one.
func (s Disks) change(ctx context.Context, c change) error {
	task, err := s.send(ctx, c)
	if err != nil {
		return err
	}
	err = s.client.tasks.wait(ctx, task, "disk "+c.disk)
	s.client.machineLocks.get(c.machine).noteTask(err)
	return err
}

// send locks the disk: nothing in this process can assign it to another machine
// between a check and the retry.
func (s Disks) send(ctx context.Context, c change) (Task, error) {
	unlock, err := s.client.locks.Lock(ctx, "disk "+c.disk)
	if err != nil {
		return Task{}, err
	}
	defer unlock()
	disk := id("disk", c.disk)
	changed := disks.response(disk)
	err = s.client.retryAfterCheck(ctx, "the disk",
		func(ctx context.Context) error {
			call := rest.Call{Method: c.method, Path: c.path, Into: changed, NoRetry: true}
			return s.client.send(ctx, call, arguments{lookups: []lookup{disk}, properties: c.properties})
		},
		func(ctx context.Context) (done bool, err error) {
			now, err := s.Get(ctx, c.disk)
			switch {
			case err != nil:
				return false, err
			case !now.IsAssignedTo(c.machine):
				return false, errTaken
			}
			return c.done(*now.Assignment), nil
		})
	return changed.task, err
}
