package katapult

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// DiskBackupPolicies is access to backup policies of virtual machines and disks. All its
// calls but the purge are synchronous.
type DiskBackupPolicies struct{ client *Client }

// DiskBackupPolicy says when the disks of a machine, or one disk, are backed up. It has no
// name, and a target may have several.
type DiskBackupPolicy struct {
	ID string `json:"id"`
	// Retention is how many backups are kept.
	Retention int64            `json:"retention"`
	TotalSize float64          `json:"total_size"`
	Target    BackupTarget     `json:"target"`
	Schedule  DiskBackupTiming `json:"schedule"`
	// AutoMoveToTrashAt is when the policy will be deleted, in Unix seconds. Lists lack it.
	AutoMoveToTrashAt *int64 `json:"auto_move_to_trash_at"`
}

// DiskBackupTiming is the schedule of a policy. Lists have Interval and NextInvocationAt.
type DiskBackupTiming struct {
	// Interval is "hourly", "daily", "weekly" or "monthly".
	Interval  string `json:"interval"`
	Frequency int64  `json:"frequency"`
	Minute    int64  `json:"minute"`
	Time      int64  `json:"time"`
	// NextInvocationAt is in Unix seconds.
	NextInvocationAt int64 `json:"next_invocation_at"`
}

// BackupTarget is the machine or the disk of a policy: one of the IDs is set. Nothing else
// of it is decoded, as it has passwords.
type BackupTarget struct{ VirtualMachineID, DiskID string }

// UnmarshalJSON decodes {"target": object}, as it is documented, and {"type", "value"},
// which the API has for targets elsewhere. An unknown shape is no target.
func (t *BackupTarget) UnmarshalJSON(data []byte) error {
	type target struct {
		ID string `json:"id"`
	}
	var shape struct {
		Type   string `json:"type"`
		Value  target `json:"value"`
		Target target `json:"target"`
	}
	*t = BackupTarget{}
	if json.Unmarshal(data, &shape) != nil {
		return nil
	}
	id := shape.Target.ID
	if id == "" {
		id = shape.Value.ID
	}
	if shape.Type == "Disk" || strings.HasPrefix(id, "disk_") {
		t.DiskID = id
	} else {
		t.VirtualMachineID = id
	}
	return nil
}

func (t BackupTarget) parent() lookup {
	if t.DiskID != "" {
		return id("disk", t.DiskID)
	}
	return id("virtual_machine", t.VirtualMachineID)
}

// list is the endpoint for the policies of the target.
func (t BackupTarget) list() list[DiskBackupPolicy] {
	path := virtualMachines.path
	if t.DiskID != "" {
		path = disks.path
	}
	return list[DiskBackupPolicy]{path: path + "/disk_backup_policies", key: "disk_backup_policies", paged: true}
}

// DiskBackupPolicyArguments are those of a policy. Nil is the API's choice in Create, and
// no change in Update.
type DiskBackupPolicyArguments struct {
	Retention *int64                     `json:"retention,omitempty"`
	Schedule  *DiskBackupTimingArguments `json:"schedule,omitempty"`
}

// DiskBackupTimingArguments are those of a schedule.
type DiskBackupTimingArguments struct {
	Interval  *string `json:"interval,omitempty"`
	Frequency *int64  `json:"frequency,omitempty"`
	Minute    *int64  `json:"minute,omitempty"`
	Time      *int64  `json:"time,omitempty"`
}

// matches reports whether a policy has the values of the arguments.
func (a DiskBackupPolicyArguments) matches(p DiskBackupPolicy) bool {
	same := a.Retention == nil || *a.Retention == p.Retention
	if s := a.Schedule; s != nil {
		same = same && (s.Interval == nil || *s.Interval == p.Schedule.Interval) && (s.Frequency == nil || *s.Frequency == p.Schedule.Frequency) &&
			(s.Minute == nil || *s.Minute == p.Schedule.Minute) && (s.Time == nil || *s.Time == p.Schedule.Time)
	}
	return same
}

func (p DiskBackupPolicy) identity() string { return p.ID }

var diskBackupPolicies = object[DiskBackupPolicy]{
	key: "disk_backup_policy", path: "/disk_backup_policies/disk_backup_policy",
	list: list[DiskBackupPolicy]{path: "/organizations/organization/disk_backup_policies", key: "disk_backup_policies", paged: true},
}

// List returns all policies of the client's organization, with what lists have.
//
// GET /organizations/organization/disk_backup_policies, all pages
func (s DiskBackupPolicies) List(ctx context.Context) ([]DiskBackupPolicy, error) {
	return diskBackupPolicies.all(ctx, s.client)
}

// ListOf returns the policies of a machine or of a disk, with what lists have, or
// ErrNotFound for the target.
//
// GET /virtual_machines/virtual_machine/disk_backup_policies or
// GET /disks/disk/disk_backup_policies, all pages
func (s DiskBackupPolicies) ListOf(ctx context.Context, target BackupTarget) ([]DiskBackupPolicy, error) {
	return target.list().all(ctx, s.client, target.parent())
}

// ListWithDisks returns the policies of a machine and those of its disks, with what lists
// have, or ErrNotFound for the machine.
//
// GET /virtual_machines/virtual_machine/disk_backup_policies, all pages
func (s DiskBackupPolicies) ListWithDisks(ctx context.Context, machineID string) ([]DiskBackupPolicy, error) {
	machine := BackupTarget{VirtualMachineID: machineID}
	return machine.list().all(ctx, s.client, machine.parent(), lookup{thing: "include_disks", value: "true"})
}

// Get returns a policy, or ErrNotFound, also for one in the trash.
//
// GET /disk_backup_policies/disk_backup_policy
func (s DiskBackupPolicies) Get(ctx context.Context, policyID string) (DiskBackupPolicy, error) {
	return diskBackupPolicies.get(ctx, s.client, policyID)
}

// Create creates a policy. If the response is lost, it searches among the policies of the
// target that were not there before. It returns DiskNotFound, VirtualMachineNotFound,
// ObjectInTrash, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /virtual_machines/virtual_machine/disk_backup_policies or
// GET and POST /disks/disk/disk_backup_policies
func (s DiskBackupPolicies) Create(ctx context.Context, target BackupTarget, a DiskBackupPolicyArguments) (DiskBackupPolicy, error) {
	parent, l := target.parent(), target.list()
	created, _, err := diskBackupPolicies.create(ctx, s.client, creation[DiskBackupPolicy]{
		path: l.path, arguments: arguments{lookups: []lookup{parent}, properties: a}, conflictKey: "backup policy of " + parent.value,
		recovery: notThereBefore(s.client, l, s.Get, func(p DiskBackupPolicy) (bool, error) { return a.matches(p), nil }, parent),
	})
	return created, err
}

// Update changes what the arguments set, and returns the policy, which it reads again: the
// response lacks a part. It returns ErrNotFound, or ValidationFailed.
//
// PATCH and GET /disk_backup_policies/disk_backup_policy
func (s DiskBackupPolicies) Update(ctx context.Context, policyID string, a DiskBackupPolicyArguments) (DiskBackupPolicy, error) {
	if _, err := diskBackupPolicies.update(ctx, s.client, policyID, arguments{properties: a}); err != nil {
		return DiskBackupPolicy{}, err
	}
	return s.Get(rest.WithMaxAge(ctx, 0), policyID)
}

// Delete deletes a policy, and purges it from the trash unless the client keeps it there.
// It returns ErrNotFound.
//
// DELETE /disk_backup_policies/disk_backup_policy and DELETE /trash_objects/trash_object
func (s DiskBackupPolicies) Delete(ctx context.Context, policyID string) error {
	if err := diskBackupPolicies.moveToTrash(ctx, s.client, policyID); err != nil {
		return err
	}
	return diskBackupPolicies.purge(ctx, s.client, policyID)
}

// ScheduleDeletion has a policy deleted at a time, at least five minutes from now. It works
// until then, and no call takes that back. It returns ErrNotFound or InvalidTimestamp.
//
// DELETE /disk_backup_policies/disk_backup_policy/schedule
func (s DiskBackupPolicies) ScheduleDeletion(ctx context.Context, policyID string, at time.Time) error {
	call := rest.Call{Method: http.MethodDelete, Path: diskBackupPolicies.path + "/schedule", Idempotent: true}
	with := arguments{fields: map[string]any{"timestamp": at.Unix()}}
	return diskBackupPolicies.send(ctx, s.client, call, policyID, with, diskBackupPolicies.response(id(diskBackupPolicies.key, policyID)))
}
