package virtualmachine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// importedKey is set in the private state of an imported machine until its first change.
const importedKey = "imported"

func read(ctx context.Context, api *katapult.Client, state *model) error {
	if state.ID.IsNull() {
		if err := findBuilt(ctx, api, state); err != nil {
			return err
		}
	}
	imported := state.Name.IsNull() && state.Hostname.IsNull()
	now, err := api.VirtualMachines.Get(ctx, state.ID.ValueString())
	if errors.Is(err, katapult.ObjectInTrash) {
		return readInTrash(ctx, state, imported, err)
	}
	if err == nil {
		err = crud.PrivateState(ctx).Set(deletingKey, nil)
	}
	if err != nil {
		return err
	}
	if !imported {
		unconfigured := false
		if _, err := crud.PrivateState(ctx).Get(speedKey, &unconfigured); err != nil {
			return err
		}
		return state.refresh(ctx, api, now, scope{speedIsKept: unconfigured})
	}
	if err := crud.PrivateState(ctx).Set(importedKey, true); err != nil {
		return err
	}
	return state.adopt(ctx, api, now)
}

// deletingKey is set in the private state of a machine that a destroy has put into the
// trash, until the destroy is complete. The next apply then replaces the machine.
const deletingKey = "deleting"

// inTrash is the state of a machine in the trash.
const inTrash = "in_trash"

// readInTrash keeps a machine in the state: its addresses have to be released and it has to
// be purged, and until then its host name is taken. Others may have put it there, or a destroy
// that was killed: an apply leaves it to them to restore it, and a destroy goes on.
func readInTrash(ctx context.Context, state *model, imported bool, err error) error {
	if imported {
		return err
	}
	deleting := false
	if _, privateErr := crud.PrivateState(ctx).Get(deletingKey, &deleting); privateErr != nil {
		return privateErr
	}
	if !deleting {
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("%s\n\nUntil it is restored, nothing of it can be changed. %s", err, wayBack))
	}
	state.State, state.PoweredOn = types.StringValue(inTrash), types.BoolValue(false)
	return nil
}

// wayBack says what can be done with a machine in the trash.
const wayBack = "The action katapult_trash_object_restore brings it back. A destroy purges it, and so does an apply with -replace, which builds another one."

// inTrashError is the error for a change of a machine in the trash. It does not count as
// deleted: the next plan would not create it.
type inTrashError struct{ err error }

func (e *inTrashError) Error() string { return e.err.Error() }

// Hint implements crud's optional interface for advice.
func (*inTrashError) Hint() string { return wayBack }

// adopt copies everything of a machine that the state had nothing of.
func (m *model) adopt(ctx context.Context, api *katapult.Client, now katapult.VirtualMachine) error {
	if err := m.fillImported(ctx, api, now); err != nil {
		return err
	}
	return m.refresh(ctx, api, now, scope{imported: true})
}

// speedKey is set in the private state of a machine whose configuration has no speed
// profile: a refresh then saves the request that reads it.
const speedKey = "speed_is_kept"

// noteSpeed notes whether the configuration has a speed profile.
func noteSpeed(ctx context.Context) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	var kept any
	if config.NetworkSpeedProfile.IsNull() {
		kept = true
	}
	return crud.PrivateState(ctx).Set(speedKey, kept)
}

// scope says how much of a machine a refresh reads.
type scope struct {
	// imported takes everything that the machine has.
	imported bool
	// speedIsKept leaves the speed profile as it was.
	speedIsKept bool
}

// findBuilt finds the machine of a build that a create did not wait for.
func findBuilt(ctx context.Context, api *katapult.Client, state *model) error {
	var buildID string
	found, err := crud.PrivateState(ctx).Get(buildKey, &buildID)
	if err != nil {
		return err
	}
	if !found {
		return katapult.ErrNotFound
	}
	build, err := api.VirtualMachineBuilds.Get(ctx, buildID)
	switch {
	case katapult.HasCode(err, katapult.BuildNotFound):
		return katapult.ErrNotFound
	case err != nil:
		return err
	case build.VirtualMachine == nil && build.State == katapult.BuildFailed:
		return katapult.ErrNotFound
	case build.VirtualMachine == nil:
		machineID, err := api.VirtualMachineBuilds.WaitForMachine(ctx, buildID)
		var failed *katapult.BuildError
		switch {
		case errors.As(err, &failed):
			return fmt.Errorf("%w: %w", katapult.ErrNotFound, err)
		case err != nil:
			return err
		}
		state.ID = types.StringValue(machineID)
	default:
		state.ID = types.StringValue(build.VirtualMachine.ID)
	}
	return nil
}

// fillImported fills what a read leaves alone later, because others may own it.
func (m *model) fillImported(ctx context.Context, api *katapult.Client, now katapult.VirtualMachine) error {
	if now.GPUType != nil {
		m.GPUType = types.StringValue(now.GPUType.Permalink)
	}
	if now.AttachedISO != nil {
		m.ISOID = types.StringValue(now.AttachedISO.ID)
	}
	if len(now.Annotations) > 0 {
		m.Annotations = attrs.TextMap(now.Annotations)
	}
	boot, err := bootDiskOf(ctx, api, now.ID)
	if err == nil {
		boot, err = api.Disks.Get(ctx, boot.ID)
	}
	switch {
	case errors.Is(err, errNoBootDisk), katapult.HasCode(err, katapult.ScopeNotGranted, katapult.PermissionDenied):
		return nil
	case err != nil:
		return err
	case boot.Installation != nil && m.ISOID.IsNull():
		m.DiskTemplate = types.StringValue(boot.Installation.Version.Template.Permalink)
	}
	return nil
}

// refresh copies a machine into the model. It keeps how the user has written things.
func (m *model) refresh(ctx context.Context, api *katapult.Client, now katapult.VirtualMachine, s scope) error {
	m.ID = types.StringValue(now.ID)
	m.Name = types.StringValue(now.Name)
	if !strings.EqualFold(m.Hostname.ValueString(), now.Hostname) {
		m.Hostname = types.StringValue(now.Hostname)
	}
	m.Description = described(m.Description, now.Description)
	m.FQDN = types.StringValue(now.FQDN)
	m.State = types.StringValue(string(now.State))
	m.PoweredOn = poweredOn(now.State, m.PoweredOn)
	m.fillSize(now)
	m.ZoneID = types.StringValue(now.Zone.ID)
	if center := now.Zone.DataCenter; m.DataCenter.ValueString() != center.ID {
		m.DataCenter = types.StringValue(center.Permalink)
	}
	if m.DiskTemplate.IsUnknown() {
		m.DiskTemplate = types.StringNull()
	}
	m.Tags = attrs.StringSet(now.Tags)
	var group *string
	if now.Group != nil {
		group = &now.Group.ID
	}
	m.GroupID = described(m.GroupID, group)
	m.fillGPU(now)
	m.Annotations = attrs.Kept(m.Annotations, now.Annotations)
	m.IPAddresses = attrs.StringSet(addresses(now.IPAddresses))
	ids := make([]string, len(now.IPAddresses))
	for i, address := range now.IPAddresses {
		ids[i] = address.ID
	}
	m.IPAddressIDs = attrs.StringSet(ids)
	if err := m.fillNetwork(ctx, api, s.imported, s.speedIsKept); err != nil {
		return err
	}
	return m.fillSystemDisk(ctx, api)
}

// described is a text that the API shows as null where it is empty.
func described(before types.String, now *string) types.String {
	if now == nil || *now == "" {
		if before.ValueString() == "" && !before.IsUnknown() {
			return before
		}
		return types.StringNull()
	}
	return types.StringValue(*now)
}

// fillSize keeps the ID of a package where the user has written that.
func (m *model) fillSize(now katapult.VirtualMachine) {
	if now.Package != nil {
		if m.Package.ValueString() != now.Package.ID {
			m.Package = types.StringValue(now.Package.Permalink)
		}
		m.FlexibleResources = types.ObjectNull(flexibleType)
		return
	}
	m.Package = types.StringNull()
	dedicated := types.BoolNull()
	if before, ok := m.FlexibleResources.Attributes()["use_dedicated_cpus"].(types.Bool); ok && !before.IsNull() || now.UseDedicatedCPUs {
		dedicated = types.BoolValue(now.UseDedicatedCPUs)
	}
	m.FlexibleResources = types.ObjectValueMust(flexibleType, map[string]attr.Value{
		"cpu_cores": types.Int64Value(now.CPUCores), "memory_in_gb": types.Int64Value(now.MemoryInGB), "use_dedicated_cpus": dedicated,
	})
}

var flexibleType = map[string]attr.Type{"cpu_cores": types.Int64Type, "memory_in_gb": types.Int64Type, "use_dedicated_cpus": types.BoolType}

// fillGPU reads the GPU only where the state has one: elsewhere others look after it.
func (m *model) fillGPU(now katapult.VirtualMachine) {
	switch {
	case m.GPUType.IsNull():
	case now.GPUType == nil:
		m.GPUType = types.StringNull()
	case m.GPUType.ValueString() != now.GPUType.ID:
		m.GPUType = types.StringValue(now.GPUType.Permalink)
	}
}

// listing lists machines for Terraform.
var listing = func() crud.List[*katapult.Client, types.Object, katapult.VirtualMachine, model] {
	l := crud.ListOf(many, machine, func(m *model, v katapult.VirtualMachine) {
		m.ID = types.StringValue(v.ID)
		m.Name = types.StringValue(v.Name)
	})
	l.Complete = func(ctx context.Context, api *katapult.Client, m *model) error {
		now, err := api.VirtualMachines.Get(ctx, m.ID.ValueString())
		if err != nil {
			return err
		}
		return m.adopt(ctx, api, now)
	}
	return l
}()
