// Package disk manages katapult_disk and finds existing disks.
package disk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the disk.
var Object = crud.Object{
	Resource:    disk.New,
	DataSources: append(many.DataSources(), one.New),
	Lists:       []func() list.ListResource{listing.New},
}

var disk = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_disk",
	Prefixes: []string{"disk_"},
	Timeout:  2 * time.Hour, // for the resizing of a large disk
	Schema: schema.Schema{
		MarkdownDescription: "A disk that can be assigned to a virtual machine by `katapult_disk_assignment`. It is blank, or has an empty file system.\n\n" +
			"**Resizing.** A disk grows in place: attached to a machine that runs it needs `resize_method = \"online\"`, and detached it always grows offline. " +
			"It shrinks only while it is detached, and only if it has a partition table, an ext4 file system, and room at its end. The file system is not resized on a blank disk.\n\n" +
			"**Refreshing.** More than three disks are refreshed from one list. That lacks `bus_type`, `io_profile_id` and `annotations`, so a disk whose configuration sets one of these is read by itself; for others, these stay as they were.\n\n" +
			"A disk that a machine boots from belongs to the machine: it cannot be managed here, nor imported. A destroy purges the disk from the trash, unless the provider's `skip_trash_object_purge` keeps it there.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the disk."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the disk.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"size_in_gb": schema.Int64Attribute{
				MarkdownDescription: "Size of the disk in GB, at least 10.", Required: true,
				Validators: []validator.Int64{int64validator.AtLeast(10)},
			},
			"initial_file_system": schema.StringAttribute{
				MarkdownDescription: "File system to make on the new disk: `ext4` or `xfs`. Without it the disk is blank. Changing one into the other forces a new resource; adding or removing the argument has no effect on a disk that exists.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("ext4", "xfs")},
			},
			"storage_speed": choice("Kind of storage: `nvme` or `ssd`. Changing this forces a new resource.", "nvme", "ssd"),
			"bus_type":      choice("How the virtual machine sees the disk: `scsi` or `virtio`. It is changed in place.", "scsi", "virtio"),
			"io_profile_id": schema.StringAttribute{
				MarkdownDescription: "ID of the disk I/O profile that limits the disk's throughput. It is changed in place. Defaults to Katapult's choice.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"resize_method": schema.StringAttribute{
				MarkdownDescription: "How an attached disk grows: `online`, or not at all with `offline`. Defaults to `offline`.",
				Optional:            true, Computed: true,
				Default:    stringdefault.StaticString(offline),
				Validators: []validator.String{stringvalidator.OneOf(offline, online)},
			},
			"data_center": schema.StringAttribute{
				MarkdownDescription: "Permalink or ID of the data centre that the disk is in. Defaults to that of the provider, which is only asked when a disk is created. Changing this forces a new resource.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"annotations": schema.MapAttribute{
				MarkdownDescription: "Annotations of the disk: keys and values that other programs can find it by.",
				ElementType:         types.StringType, Optional: true,
				Validators: []validator.Map{attrs.KnownValues()},
			},
			"wwn":   attrs.ComputedOnce("World wide name of the disk, which the virtual machine sees it under."),
			"state": attrs.ComputedOnce("What is being done to the disk, such as `formatting` or `resizing`; `built` when nothing is."),
		},
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

const (
	offline = "offline"
	online  = "online"
)

func choice(description string, values ...string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Defaults to Katapult's choice.",
		Optional:            true, Computed: true,
		Validators:    []validator.String{stringvalidator.OneOf(values...)},
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

type model struct {
	ID                types.String   `tfsdk:"id"`
	Name              types.String   `tfsdk:"name"`
	SizeInGB          types.Int64    `tfsdk:"size_in_gb"`
	InitialFileSystem types.String   `tfsdk:"initial_file_system"`
	StorageSpeed      types.String   `tfsdk:"storage_speed"`
	BusType           types.String   `tfsdk:"bus_type"`
	IOProfileID       types.String   `tfsdk:"io_profile_id"`
	ResizeMethod      types.String   `tfsdk:"resize_method"`
	DataCenter        types.String   `tfsdk:"data_center"`
	Annotations       types.Map      `tfsdk:"annotations"`
	WWN               types.String   `tfsdk:"wwn"`
	State             types.String   `tfsdk:"state"`
	Timeouts          timeouts.Value `tfsdk:"timeouts"`
}

// fill copies a disk. One from a list lacks what stays as it was then.
func (m *model) fill(d katapult.Disk) {
	m.ID = types.StringValue(d.ID)
	m.Name = types.StringValue(d.Name)
	m.SizeInGB = types.Int64Value(d.SizeInGB)
	m.WWN = types.StringValue(d.WWN)
	m.State = types.StringValue(d.State)
	if m.ResizeMethod.ValueString() == "" {
		m.ResizeMethod = types.StringValue(offline)
	}
	if d.DataCenter.ID == "" {
		return
	}
	m.StorageSpeed = types.StringValue(d.StorageSpeed)
	m.BusType = types.StringPointerValue(d.BusType)
	m.IOProfileID = types.StringNull()
	if d.IOProfile != nil {
		m.IOProfileID = types.StringValue(d.IOProfile.ID)
	}
	if m.DataCenter.ValueString() != d.DataCenter.ID {
		m.DataCenter = types.StringValue(d.DataCenter.Permalink)
	}
	m.Annotations = attrs.Kept(m.Annotations, d.Annotations)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	created, task, err := api.Disks.Create(ctx, katapult.DiskArguments{
		Name: plan.Name.ValueString(), SizeInGB: plan.SizeInGB.ValueInt64(), DataCenter: plan.DataCenter.ValueString(),
		FileSystem: plan.InitialFileSystem.ValueString(), StorageSpeed: plan.StorageSpeed.ValueString(), BusType: plan.BusType.ValueString(),
		IOProfileID: plan.IOProfileID.ValueString(), Annotations: attrs.Texts(plan.Annotations),
	})
	if err != nil {
		return blame(err)
	}
	plan.ID = types.StringValue(created.ID) // whatever fails from here on, the state has the disk
	built, err := api.Disks.WaitBuilt(ctx, created, task)
	if err != nil {
		return err
	}
	plan.fill(built)
	return noteListed(ctx)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	imported := state.Name.IsNull()
	listed, err := isListed(ctx)
	if err != nil {
		return err
	}
	get := api.Disks.Get
	if listed && !state.DataCenter.IsNull() {
		get = api.Disks.GetBasics
	}
	now, err := get(ctx, state.ID.ValueString())
	if err != nil {
		return err
	}
	boot := refuseBootDisk(now)
	switch {
	case imported && boot != nil:
		return crud.At(path.Root("id"), boot)
	case boot != nil:
		crud.Warn(ctx, "Boot disk in the state", fmt.Sprintf(
			"%s.\n\nTake the resource out of the configuration: its destroy leaves the disk as it is.", boot))
	case imported && len(now.Annotations) > 0:
		state.Annotations = attrs.TextMap(now.Annotations)
	}
	state.fill(now)
	return nil
}

// listedKey is set in the private state of a disk whose configuration sets nothing that
// lists lack.
const listedKey = "listed"

func noteListed(ctx context.Context) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	return crud.PrivateState(ctx).Set(listedKey, !config.setsUnlisted())
}

// isListed reports whether a row of the list is enough to refresh a disk.
func isListed(ctx context.Context) (listed bool, err error) {
	_, err = crud.PrivateState(ctx).Get(listedKey, &listed)
	return listed, err
}

// setsUnlisted reports whether a configuration sets anything that lists lack and others
// can change.
func (m *model) setsUnlisted() bool {
	return !m.BusType.IsNull() || !m.IOProfileID.IsNull() || !m.Annotations.IsNull()
}

// update changes what needs no task first, and the size last.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	return whileSettled(ctx, api, prior.ID.ValueString(), func(now katapult.Disk, machine *katapult.LockedMachine) error {
		if err := refuseBootDisk(now); err != nil {
			return crud.At(path.Root("id"), err)
		}
		err := change(ctx, api, now, plan, prior)
		if machine != nil {
			machine.NoteFailure(err)
		}
		return err
	})
}

// change compares with the disk as it is now: a state that was refreshed from a list is out
// of date. What the configuration leaves out stays.
func change(ctx context.Context, api *katapult.Client, now katapult.Disk, plan, prior *model) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	var c katapult.DiskChange
	if plan.Name.ValueString() != now.Name {
		c.Name = plan.Name.ValueStringPointer()
	}
	if config.wantsBusType(now) {
		c.BusType = config.BusType.ValueStringPointer()
	}
	if merged := attrs.Merged(now.Annotations, prior.Annotations, plan.Annotations); !maps.Equal(merged, now.Annotations) {
		c.Annotations = merged
	}
	if c.Name != nil || c.BusType != nil || c.Annotations != nil {
		if _, err := api.Disks.Update(ctx, now.ID, c); err != nil {
			return blame(err)
		}
	}
	prior.Name, prior.BusType, prior.Annotations = plan.Name, plan.BusType, plan.Annotations
	if config.wantsIOProfile(now) {
		if err := api.Disks.SetIOProfile(ctx, now.ID, config.IOProfileID.ValueString()); err != nil {
			return crud.At(path.Root("io_profile_id"), err)
		}
	}
	prior.IOProfileID = plan.IOProfileID
	if err := resize(ctx, api, now, plan); err != nil {
		return err
	}
	prior.SizeInGB = plan.SizeInGB
	read, err := api.Disks.Get(ctx, now.ID)
	if err != nil {
		return err
	}
	plan.fill(read)
	return noteListed(ctx)
}

// wantsBusType reports whether a configuration sets another type of bus than there is.
func (m *model) wantsBusType(now katapult.Disk) bool {
	return attrs.String(m.BusType) != nil && !m.BusType.Equal(types.StringPointerValue(now.BusType))
}

// wantsIOProfile reports whether a configuration sets another IO profile than there is.
func (m *model) wantsIOProfile(now katapult.Disk) bool {
	return attrs.String(m.IOProfileID) != nil && (now.IOProfile == nil || m.IOProfileID.ValueString() != now.IOProfile.ID)
}

// whileSettled works on a disk that is neither being attached nor detached, and locks its
// machine if it has one: work on a machine takes turns.
func whileSettled(ctx context.Context, api *katapult.Client, diskID string, do func(katapult.Disk, *katapult.LockedMachine) error) error {
	for {
		now, err := api.Disks.Get(ctx, diskID)
		if err != nil {
			return err
		}
		if now.Assignment == nil {
			return do(now, nil)
		}
		done, err := whileLocked(ctx, api, now, do)
		if done || err != nil {
			return err
		}
	}
}

// whileLocked does nothing if the disk has moved to another machine meanwhile.
func whileLocked(ctx context.Context, api *katapult.Client, seen katapult.Disk, do func(katapult.Disk, *katapult.LockedMachine) error) (done bool, err error) {
	machineID := seen.Assignment.VirtualMachine.ID
	machine, err := api.VirtualMachines.Lock(ctx, machineID)
	if err != nil {
		return false, err
	}
	defer machine.Unlock()
	if _, err := machine.WaitSettled(ctx); err != nil && !errors.Is(err, katapult.ObjectInTrash) {
		return false, err
	}
	now, err := api.Disks.WaitSettled(ctx, seen.ID, machineID)
	if err != nil || !now.IsAssignedTo(machineID) {
		return false, err
	}
	return true, do(now, machine)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	id := state.ID.ValueString()
	for {
		watch := api.Disks.WatchRelease(id)
		now, err := api.Disks.Get(ctx, id)
		switch {
		case errors.Is(err, katapult.ObjectInTrash) || err == nil && now.Assignment == nil:
			return api.Disks.Delete(ctx, id)
		case err != nil:
			return err
		case now.Assignment.Boot:
			crud.Warn(ctx, "Boot disk left alone", fmt.Sprintf(
				"Virtual machine %s boots from disk %q (%s), which belongs to the machine. The disk stays; only the resource has left the state.", now.Owner(), now.Name, now.ID))
			return nil
		}
		released, err := watch.Wait(ctx)
		switch {
		case err != nil:
			return fmt.Errorf("waiting until it is taken from virtual machine %s: %w", now.Owner(), err)
		case !released:
			return &assignedError{now}
		}
	}
}
