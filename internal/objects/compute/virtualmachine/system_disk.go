package virtualmachine

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// systemDisk is the disk that the machine boots from.
type systemDisk struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	SizeInGB     types.Int64  `tfsdk:"size_in_gb"`
	ResizeMethod types.String `tfsdk:"resize_method"`
	WWN          types.String `tfsdk:"wwn"`
	State        types.String `tfsdk:"state"`
	IOProfileID  types.String `tfsdk:"io_profile_id"`
	StorageSpeed types.String `tfsdk:"storage_speed"`
	BusType      types.String `tfsdk:"bus_type"`
}

var systemDiskType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "name": types.StringType, "size_in_gb": types.Int64Type, "resize_method": types.StringType,
	"wwn": types.StringType, "state": types.StringType, "io_profile_id": types.StringType,
	"storage_speed": types.StringType, "bus_type": types.StringType,
}}

// offline is the default of resize_method.
const offline = "offline"

// systemDisk decodes the attribute; a missing or unknown one is empty.
func (m *model) systemDisk(ctx context.Context) (systemDisk, error) {
	return systemDiskOf(ctx, m.SystemDisk)
}

func systemDiskOf(ctx context.Context, object types.Object) (systemDisk, error) {
	var d systemDisk
	if object.IsNull() || object.IsUnknown() {
		return d, nil
	}
	if problems := object.As(ctx, &d, basetypes.ObjectAsOptions{}); problems.HasError() {
		return d, fmt.Errorf("system_disk: %s", problems.Errors()[0].Detail())
	}
	return d, nil
}

func (m *model) setSystemDisk(ctx context.Context, d systemDisk) error {
	object, problems := types.ObjectValueFrom(ctx, systemDiskType.AttrTypes, d)
	if problems.HasError() {
		return fmt.Errorf("system_disk: %s", problems.Errors()[0].Detail())
	}
	m.SystemDisk = object
	return nil
}

// legacyDisk is a disk block.
type legacyDisk struct {
	Name types.String
	Size types.Int64
}

var legacyDiskType = types.ObjectType{AttrTypes: map[string]attr.Type{"name": types.StringType, "size": types.Int64Type}}

// legacyDisks decodes disk blocks. Unknown blocks are none.
func legacyDisks(blocks types.List) []legacyDisk {
	var disks []legacyDisk
	for _, element := range blocks.Elements() {
		block, ok := element.(types.Object)
		if !ok {
			continue
		}
		name, _ := block.Attributes()["name"].(types.String)
		size, _ := block.Attributes()["size"].(types.Int64)
		disks = append(disks, legacyDisk{name, size})
	}
	return disks
}

// bootDiskOf returns the disk that a machine boots from, as the machine's list tells it.
// It returns errNoBootDisk while there is none.
func bootDiskOf(ctx context.Context, api *katapult.Client, machineID string) (katapult.Disk, error) {
	disks, err := api.VirtualMachines.Disks(ctx, machineID)
	if err != nil {
		return katapult.Disk{}, err
	}
	for _, d := range disks {
		if d.Boot {
			d.Disk.Assignment = &katapult.DiskAssignment{State: d.State, Boot: true, AttachOnBoot: d.AttachOnBoot}
			return d.Disk, nil
		}
	}
	return katapult.Disk{}, errNoBootDisk
}

var errNoBootDisk = errors.New("the machine has no disk that it boots from")

// fillSystemDisk reads the disk that the machine boots from. A token that may not read
// disks is good for everything else.
func (m *model) fillSystemDisk(ctx context.Context, api *katapult.Client) error {
	before, err := m.systemDisk(ctx)
	if err != nil {
		return err
	}
	disk, err := readSystemDisk(ctx, api, m.ID.ValueString(), before)
	switch {
	case errors.Is(err, errNoBootDisk), katapult.HasCode(err, katapult.ScopeNotGranted, katapult.PermissionDenied):
		m.SystemDisk = keepIf(m.SystemDisk.IsUnknown(), types.ObjectNull(systemDiskType.AttrTypes), m.SystemDisk)
		return nil
	case err != nil:
		return err
	}
	before.fill(disk)
	return m.setSystemDisk(ctx, before)
}

// readSystemDisk reads a disk by the cheapest request that tells what the state has of it.
func readSystemDisk(ctx context.Context, api *katapult.Client, machineID string, before systemDisk) (katapult.Disk, error) {
	id := before.ID.ValueString()
	if id == "" {
		found, err := bootDiskOf(ctx, api, machineID)
		if err != nil || !before.readsAll() {
			return found, err
		}
		id = found.ID
	}
	var (
		disk katapult.Disk
		err  error
	)
	if before.readsAll() {
		disk, err = api.Disks.Get(ctx, id)
	} else {
		disk, err = api.Disks.GetListed(ctx, id)
	}
	if errors.Is(err, katapult.ErrNotFound) || err == nil && !disk.IsAssignedTo(machineID) {
		return bootDiskOf(ctx, api, machineID)
	}
	return disk, err
}

// readsAll reports whether the state has anything that no list tells.
func (d *systemDisk) readsAll() bool { return !d.IOProfileID.IsNull() || !d.BusType.IsNull() }

func (d *systemDisk) fill(disk katapult.Disk) {
	d.ID = types.StringValue(disk.ID)
	d.Name = types.StringValue(disk.Name)
	d.SizeInGB = types.Int64Value(disk.SizeInGB)
	d.WWN = types.StringValue(disk.WWN)
	d.State = types.StringValue(disk.State)
	if d.ResizeMethod.ValueString() == "" {
		d.ResizeMethod = types.StringValue(offline)
	}
	if !d.IOProfileID.IsNull() && disk.IOProfile != nil {
		d.IOProfileID = types.StringValue(disk.IOProfile.ID)
	}
	if !d.BusType.IsNull() && disk.BusType != nil {
		d.BusType = types.StringPointerValue(disk.BusType)
	}
}

// planSystemDisk plans the disk: what is left out of the configuration stays.
func planSystemDisk(config, prior, plan *model) {
	if config.SystemDisk.IsUnknown() {
		return
	}
	if config.SystemDisk.IsNull() || prior.SystemDisk.IsNull() {
		if config.SystemDisk.IsNull() {
			plan.SystemDisk = prior.SystemDisk
		}
		return
	}
	values := config.SystemDisk.Attributes()
	before := prior.SystemDisk.Attributes()
	for _, name := range []string{"id", "name", "size_in_gb", "wwn", "state"} {
		if values[name].IsNull() {
			values[name] = before[name]
		}
	}
	if values["resize_method"].IsNull() {
		values["resize_method"] = types.StringValue(offline)
	}
	plan.SystemDisk = types.ObjectValueMust(systemDiskType.AttrTypes, values)
}

// systemDiskChange is what an update does to the disk.
type systemDiskChange struct {
	before, after systemDisk
}

func (m *model) systemDiskChange(ctx context.Context, prior *model) (systemDiskChange, error) {
	var (
		c   systemDiskChange
		err error
	)
	if c.before, err = prior.systemDisk(ctx); err != nil {
		return c, err
	}
	c.after, err = m.systemDisk(ctx)
	return c, err
}

// resizes reports whether the disk gets another size that is known.
func (c systemDiskChange) resizes() bool {
	return !c.after.SizeInGB.IsNull() && !c.after.SizeInGB.IsUnknown() && !c.before.SizeInGB.IsNull() && !c.after.SizeInGB.Equal(c.before.SizeInGB)
}

func (c systemDiskChange) shrinks() bool {
	return c.resizes() && c.after.SizeInGB.ValueInt64() < c.before.SizeInGB.ValueInt64()
}

// offline reports whether the new size needs a machine that is stopped.
func (c systemDiskChange) offline() bool {
	return c.resizes() && (c.shrinks() || c.after.ResizeMethod.ValueString() != "online")
}

// change is what needs no task. It reports whether there is anything.
func (c systemDiskChange) change() (change katapult.DiskChange, changes bool) {
	if name := c.after.Name; !name.IsNull() && !name.IsUnknown() && !name.Equal(c.before.Name) {
		change.Name, changes = name.ValueStringPointer(), true
	}
	if bus := c.after.BusType; !bus.IsNull() && !bus.IsUnknown() && !bus.Equal(c.before.BusType) {
		change.BusType, changes = bus.ValueStringPointer(), true
	}
	return change, changes
}

// updateSystemDisk changes the disk. Its size comes last.
func updateSystemDisk(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, plan, prior *model) error {
	c, err := plan.systemDiskChange(ctx, prior)
	if err != nil || c.after.ID.IsNull() && c.before.ID.IsNull() {
		return err
	}
	id := c.before.ID.ValueString()
	change, changes := c.change()
	if changes {
		if _, err := api.Disks.Update(ctx, id, change); err != nil {
			return crud.At(path.Root("system_disk"), err)
		}
		c.before.Name, c.before.BusType = c.after.Name, c.after.BusType
	}
	if profile := c.after.IOProfileID; !profile.IsNull() && !profile.IsUnknown() && !profile.Equal(c.before.IOProfileID) {
		if err := api.Disks.SetIOProfile(ctx, id, profile.ValueString()); err != nil {
			return crud.At(path.Root("system_disk").AtName("io_profile_id"), err)
		}
		c.before.IOProfileID = profile
	}
	if c.resizes() {
		disk := katapult.Disk{ID: id, Name: c.before.Name.ValueString(), SizeInGB: c.before.SizeInGB.ValueInt64()}
		if err := api.Disks.Resize(ctx, disk, c.after.SizeInGB.ValueInt64(), !c.offline()); err != nil {
			machine.NoteFailure(err)
			return errors.Join(crud.At(path.Root("system_disk").AtName("size_in_gb"), err), prior.setSystemDisk(ctx, c.before))
		}
		c.before.SizeInGB = c.after.SizeInGB
	}
	c.before.ResizeMethod, c.before.StorageSpeed = c.after.ResizeMethod, c.after.StorageSpeed
	if c.after.IOProfileID.IsNull() {
		c.before.IOProfileID = types.StringNull()
	}
	if c.after.BusType.IsNull() {
		c.before.BusType = types.StringNull()
	}
	if err := prior.setSystemDisk(ctx, c.before); err != nil {
		return err
	}
	plan.SystemDisk = prior.SystemDisk
	return nil
}
