package virtualmachine

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// update stops the machine first and starts it last, with all changes in between. Each
// step is recorded in prior, which is the new state after a failure.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if err := forgetNetworks(ctx, plan, prior); err != nil {
		return err
	}
	var added, released []string
	if !plan.IPAddressIDs.IsUnknown() {
		added = attrs.Without(attrs.SetTexts(plan.IPAddressIDs), attrs.SetTexts(prior.IPAddressIDs))
		released = attrs.Without(attrs.SetTexts(prior.IPAddressIDs), attrs.SetTexts(plan.IPAddressIDs))
	}
	releases := api.IPAddresses.AnnounceReleases(released)
	defer releases.EndAll()
	defer api.VirtualNetworks.AnnounceRelease(attrs.Without(attrs.SetTexts(prior.VirtualNetworkIDs), attrs.SetTexts(plan.VirtualNetworkIDs))...)()
	taken, err := takenAddresses(ctx, api, added)
	if err != nil {
		return crud.At(path.Root("ip_address_ids"), err)
	}
	err = withMachine(ctx, api, prior, func(machine *katapult.LockedMachine, now katapult.VirtualMachine) error {
		return updateLocked(ctx, api, machine, now, plan, prior, network{api: api, machine: machine, id: now.ID, later: taken, released: releases.End})
	})
	if err != nil {
		return err
	}
	if err := takeOver(ctx, api, taken, plan, prior); err != nil {
		return crud.At(path.Root("ip_address_ids"), err)
	}
	now, err := api.VirtualMachines.Get(ctx, prior.ID.ValueString())
	if err != nil {
		return err
	}
	if err := noteSpeed(ctx); err != nil {
		return err
	}
	return plan.refresh(ctx, api, now, scope{})
}

// withMachine works on the machine while it is locked and in no transition.
func withMachine(ctx context.Context, api *katapult.Client, prior *model, do func(*katapult.LockedMachine, katapult.VirtualMachine) error) error {
	machine, err := api.VirtualMachines.Lock(ctx, prior.ID.ValueString())
	if err != nil {
		return err
	}
	defer machine.Unlock()
	now, err := machine.WaitSettled(ctx)
	switch {
	case errors.Is(err, katapult.ObjectInTrash):
		return &inTrashError{err}
	case err != nil:
		return err
	}
	return do(machine, now)
}

func updateLocked(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, now katapult.VirtualMachine, plan, prior *model, n network) error {
	restart, err := stopForChange(ctx, api, machine, now, plan, prior)
	if err != nil {
		return err
	}
	if err := change(ctx, api, machine, plan, prior, n); err != nil {
		if restart && ctx.Err() == nil {
			err = errors.Join(err, machine.Start(ctx))
		}
		return err
	}
	if restart || plan.PoweredOn.ValueBool() {
		return crud.At(path.Root("powered_on"), machine.Start(ctx))
	}
	return nil
}

// takenAddresses returns those addresses that another operation of this run is about to
// release, and an error if something else has one. Two machines that swap addresses would
// wait for each other, so nobody waits before having released its own.
func takenAddresses(ctx context.Context, api *katapult.Client, addressIDs []string) ([]string, error) {
	var taken []string
	for _, id := range addressIDs {
		watch := api.IPAddresses.WatchRelease(id)
		address, err := api.IPAddresses.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		if address.Owner() == "" {
			continue
		}
		announced, err := watch.Announced(ctx)
		if err != nil {
			return nil, err
		}
		if !announced {
			owner, _ := api.VirtualMachineNetworkInterfaces.Owner(ctx, address, "")
			return nil, &takenAddressError{owner}
		}
		taken = append(taken, id)
	}
	return taken, nil
}

// takeOver allocates the addresses that others have released by now.
func takeOver(ctx context.Context, api *katapult.Client, taken []string, plan, prior *model) error {
	for _, id := range taken {
		if _, err := freeAddress(ctx, api, id); err != nil {
			return err
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return withMachine(ctx, api, prior, func(machine *katapult.LockedMachine, now katapult.VirtualMachine) error {
		return network{api: api, machine: machine, id: now.ID, released: func(string) {}}.updateAddresses(ctx, plan, prior)
	})
}

// forgetNetworks leaves imported virtual networks alone that the configuration does not
// name: other resources may own their interfaces.
func forgetNetworks(ctx context.Context, plan, prior *model) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	imported := false
	if _, err := crud.PrivateState(ctx).Get(importedKey, &imported); err != nil || !imported {
		return err
	}
	if config.VirtualNetworkIDs.IsNull() {
		prior.VirtualNetworkIDs = plan.VirtualNetworkIDs
	}
	return crud.PrivateState(ctx).Set(importedKey, nil)
}

// stopForChange shuts the machine down if the plan says so, or allows it for a change
// that needs it. It reports whether to start the machine again.
func stopForChange(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, now katapult.VirtualMachine, plan, prior *model) (restart bool, err error) {
	off := plan.PoweredOn.Equal(types.BoolValue(false)) && !prior.PoweredOn.Equal(plan.PoweredOn)
	if now.State == katapult.VirtualMachineStopped {
		return false, nil
	}
	if !off {
		needed, err := needsStopped(ctx, api, now, prior, plan)
		if err != nil || needed == nil {
			return false, err
		}
		if !plan.AllowPowerCycle.ValueBool() {
			return false, crud.At(needed.at, &mustStopError{now, needed.reason})
		}
		restart = true
	}
	if err := shutDown(ctx, machine); err != nil {
		return false, crud.At(path.Root("powered_on"), err)
	}
	if off {
		prior.PoweredOn, prior.State = plan.PoweredOn, types.StringValue(string(katapult.VirtualMachineStopped))
	}
	return restart, nil
}

// change makes all changes but those of the power state.
func change(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, plan, prior *model, n network) error {
	if err := changeSize(ctx, api, machine, plan, prior); err != nil {
		return err
	}
	if err := updateSystemDisk(ctx, api, machine, plan, prior); err != nil {
		return err
	}
	if err := patch(ctx, api, plan, prior); err != nil {
		return err
	}
	return n.update(ctx, plan, prior)
}

// patch changes with one request what needs no task.
func patch(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	var a katapult.VirtualMachineArguments
	changed := false
	text := func(into **string, planned, before types.String) {
		if !planned.IsUnknown() && planned.ValueString() != before.ValueString() {
			value := planned.ValueString()
			*into, changed = &value, true
		}
	}
	text(&a.Name, plan.Name, prior.Name)
	text(&a.Hostname, plan.Hostname, prior.Hostname)
	text(&a.Description, plan.Description, prior.Description)
	text(&a.GroupID, plan.GroupID, prior.GroupID)
	text(&a.GPUType, plan.GPUType, prior.GPUType)
	if !plan.Tags.IsUnknown() && !plan.Tags.Equal(prior.Tags) {
		tags := attrs.SetTexts(plan.Tags)
		if tags == nil {
			tags = []string{}
		}
		a.Tags, changed = &tags, true
	}
	if !plan.Annotations.IsUnknown() && !plan.Annotations.Equal(prior.Annotations) {
		now, err := api.VirtualMachines.Get(ctx, prior.ID.ValueString())
		if err != nil {
			return err
		}
		a.Annotations, changed = attrs.Merged(now.Annotations, prior.Annotations, plan.Annotations), true
	}
	if !changed {
		return nil
	}
	if _, err := api.VirtualMachines.Update(ctx, prior.ID.ValueString(), a); err != nil {
		return blame(err)
	}
	prior.Name, prior.Hostname, prior.Description, prior.GroupID = plan.Name, plan.Hostname, plan.Description, plan.GroupID
	prior.GPUType, prior.Tags, prior.Annotations = plan.GPUType, plan.Tags, plan.Annotations
	return nil
}

// changesSize reports whether a plan changes the package or the flexible resources.
func (m *model) changesSize(prior *model) bool {
	return !m.Package.Equal(prior.Package) || !m.FlexibleResources.Equal(prior.FlexibleResources)
}

// size returns the size that a plan gives to a machine, and the attribute that says so.
// There is none if the size stays.
func (m *model) size(ctx context.Context, api *katapult.Client, prior *model) (cores, memory int64, at path.Path, err error) {
	switch {
	case !m.changesSize(prior), m.Package.IsUnknown(), m.FlexibleResources.IsUnknown():
		return 0, 0, path.Empty(), nil
	case !m.Package.IsNull():
		size, err := api.VirtualMachinePackages.Get(ctx, m.Package.ValueString())
		return size.CPUCores, size.MemoryInGB, path.Root("package"), crud.At(path.Root("package"), err)
	}
	size, err := m.flexibleResources(ctx)
	if err != nil || size == nil {
		return 0, 0, path.Empty(), err
	}
	return size.CPUCores, size.MemoryInGB, path.Root("flexible_resources"), nil
}

// changeSize gives the machine another package, unless it has that already: the plan may
// only spell it in another way.
func changeSize(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, plan, prior *model) error {
	if !plan.changesSize(prior) {
		return nil
	}
	if plan.Package.IsNull() {
		size, err := plan.flexibleResources(ctx)
		if err != nil || size == nil {
			return err
		}
		if err := api.VirtualMachines.SetFlexibleResources(ctx, machine, *size); err != nil {
			return crud.At(path.Root("flexible_resources"), err)
		}
	} else {
		now, err := api.VirtualMachines.Get(ctx, prior.ID.ValueString())
		if err != nil {
			return err
		}
		if wanted := plan.Package.ValueString(); now.Package == nil || wanted != now.Package.ID && wanted != now.Package.Permalink {
			if err := api.VirtualMachines.ChangePackage(ctx, machine, wanted); err != nil {
				return crud.At(path.Root("package"), err)
			}
		}
	}
	prior.Package, prior.FlexibleResources = plan.Package, plan.FlexibleResources
	return nil
}
