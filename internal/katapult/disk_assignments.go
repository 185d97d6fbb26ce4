package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// The requests below name a disk and not the machine that it is meant to belong
// to. So they are not sent again blindly when a response is lost: the disk may
// belong to another machine by then. See change.

// Assign gives a disk to a machine, detached, and to be attached on boot. It
// returns ErrNotFound for the disk, VirtualMachineNotFound, ObjectInTrash for
// either, or UnableToAssign with the API's reasons; see also MayHaveHappened.
//
// POST /disks/disk/assign
func (s Disks) Assign(ctx context.Context, diskID, machineID string) (Disk, error) {
	unlock, err := s.client.locks.Lock(ctx, "disk "+diskID)
	if err != nil {
		return Disk{}, err
	}
	defer unlock()
	assigned := one[Disk]("disk")
	err = s.client.post(ctx, "/disks/disk/assign", assigned, id("disk", diskID), id("virtual_machine", machineID))
	if err == nil && assigned.value.Assignment != nil || err != nil && !errors.Is(err, UnableToAssign) && !IsUnknownOutcome(err) {
		return assigned.value, err
	}
	// The response may be lost, the refusal of a retry after that looks like any
	// other, and a response may lack the pair; the pair itself says whether it
	// exists, even when the caller has given up by now.
	reading, end := rest.WithGrace(ctx)
	defer end()
	if now, readErr := s.Get(reading, diskID); readErr == nil && now.IsAssignedTo(machineID) {
		return now, nil
	}
	if err == nil {
		err = fmt.Errorf("the API agreed to assign disk %s to virtual machine %s, and shows no assignment", diskID, machineID)
	}
	return assigned.value, err
}

// Unassign takes a disk from a machine. A disk that does not belong to the
// machine any more when a response is lost stays as it is. It returns
// ErrNotFound, or UnableToUnassign with the API's reasons.
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

// Attach connects a disk to its machine and returns when that is done. It
// returns ErrNotFound, UnassignedDisk, or a TaskError.
//
// POST /disks/disk/attach
func (s Disks) Attach(ctx context.Context, diskID, machineID string) error {
	return s.change(ctx, change{
		disk: diskID, machine: machineID, method: http.MethodPost, path: "/disks/disk/attach",
		done: func(a DiskAssignment) bool { return a.State == Attached },
	})
}

// Detach disconnects a disk from its machine and returns when that is done. It
// returns ErrNotFound, UnassignedDisk, or a TaskError.
//
// POST /disks/disk/detach
func (s Disks) Detach(ctx context.Context, diskID, machineID string) error {
	return s.change(ctx, change{
		disk: diskID, machine: machineID, method: http.MethodPost, path: "/disks/disk/detach",
		done: func(a DiskAssignment) bool { return a.State == Detached },
	})
}

// SetAttachOnBoot decides whether starting the machine attaches the disk. It
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

// UndoAttachOnBoot is SetAttachOnBoot for what has to be set back after a
// failure: it goes on for a moment when the caller has given up.
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
	// done reports whether an assignment is as the request asks for.
	done func(DiskAssignment) bool
}

// errTaken says that a disk does not belong to a machine any more.
var errTaken = fmt.Errorf("the disk is not assigned to the virtual machine any more: %w", UnassignedDisk)

// change sends a request and waits for its task, if it has one. It retries
// after a lost response only while the disk belongs to the machine.
func (s Disks) change(ctx context.Context, c change) error {
	task, err := s.send(ctx, c)
	if err != nil || task.ID == "" {
		return err
	}
	err = s.client.tasks.wait(ctx, task, "disk "+c.disk)
	s.client.machineLocks.get(c.machine).noteTask(err)
	return err
}

// send holds the disk meanwhile: nobody in this process can assign it to another
// machine between the look at it and the retry.
func (s Disks) send(ctx context.Context, c change) (Task, error) {
	unlock, err := s.client.locks.Lock(ctx, "disk "+c.disk)
	if err != nil {
		return Task{}, err
	}
	defer unlock()
	lookups := []lookup{id("disk", c.disk)}
	body := bodyOf(lookups)
	if c.properties != nil {
		body["properties"] = c.properties
	}
	for retry := 1; ; retry++ {
		changed := one[Disk]("disk")
		err := s.client.do(ctx, rest.Call{Method: c.method, Path: c.path, Body: body, Into: about(changed, lookups), NoRetry: true}, lookups)
		switch {
		case !IsUnknownOutcome(err):
			return changed.task, err
		case retry > s.client.rest.MaxRetries && retry > 1:
			return Task{}, fmt.Errorf("%w (after %d attempts)", err, retry)
		case retry > s.client.rest.MaxRetries:
			return Task{}, err
		}
		if stopped := rest.Sleep(ctx, s.client.rest.Backoff(retry)); stopped != nil {
			return Task{}, fmt.Errorf("%w; before that: %w", stopped, err)
		}
		now, readErr := s.Get(ctx, c.disk)
		switch {
		case readErr != nil:
			return Task{}, fmt.Errorf("%w; the disk cannot be read: %w", err, readErr)
		case !now.IsAssignedTo(c.machine):
			return Task{}, errTaken
		case c.done(*now.Assignment):
			return Task{}, nil
		}
	}
}
