package virtualmachine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// destroy turns the machine off, deletes it, releases its addresses and purges it from the
// trash. After a failure the next destroy goes on from there.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	if state.ID.IsNull() {
		if err := findBuilt(ctx, api, &state); err != nil {
			return err
		}
	}
	id := state.ID.ValueString()
	addressIDs := attrs.SetTexts(state.IPAddressIDs)
	releases := api.IPAddresses.AnnounceReleases(addressIDs)
	defer releases.EndAll()
	defer api.VirtualNetworks.AnnounceRelease(state.connectedNetworks()...)()
	machine, err := api.VirtualMachines.Lock(ctx, id)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	now, err := machine.WaitSettled(ctx)
	inTrash := errors.Is(err, katapult.ObjectInTrash)
	// Also where it is set already: the Delete of a replacement gets the private data of the
	// plan, which may lack it, and what it leaves is saved.
	if err := crud.PrivateState(ctx).Set(deletingKey, true); err != nil {
		return err
	}
	switch {
	case inTrash:
	case err != nil:
		return err
	default:
		if err := checkOtherDisks(ctx, api, now, &state); err != nil {
			return err
		}
		if now.State != katapult.VirtualMachineStopped {
			if err := machine.TurnOff(ctx); err != nil && !errors.Is(err, katapult.ErrNotFound) {
				return err
			}
		}
		if err := api.VirtualMachines.MoveToTrash(ctx, now); err != nil {
			return err
		}
	}
	for _, address := range addressIDs {
		if err := release(ctx, api, address, now, id); err != nil {
			return fmt.Errorf("the machine is in the trash, and its IP address %s could not be released: %w", address, err)
		}
		releases.End(address)
	}
	return api.VirtualMachines.Purge(ctx, id)
}

// release takes an address from a machine in the trash. What the machine had when it was
// read is not read again.
func release(ctx context.Context, api *katapult.Client, addressID string, read katapult.VirtualMachine, machineID string) error {
	for _, address := range read.IPAddresses {
		if address.ID != addressID {
			continue
		}
		err := api.IPAddresses.UnallocateFromMachine(ctx, address, machineID)
		if errors.Is(err, katapult.ErrNotFound) {
			return nil
		}
		return err
	}
	if read.ID != "" {
		return nil // something else has it, or nothing
	}
	return unallocate(ctx, api, addressID, machineID)
}

// checkOtherDisks refuses to delete a machine with disks that are not its own: they would be
// lost with it.
func checkOtherDisks(ctx context.Context, api *katapult.Client, now katapult.VirtualMachine, state *model) error {
	disks, err := api.VirtualMachines.Disks(ctx, now.ID)
	if err != nil {
		return err
	}
	own, err := ownDisks(ctx, state, disks)
	if err != nil {
		return err
	}
	var others []katapult.Disk
	for _, d := range disks {
		if !d.Boot && !slices.Contains(own, d.Disk.ID) {
			others = append(others, d.Disk)
		}
	}
	if len(others) > 0 {
		return &otherDisksError{now, others}
	}
	return nil
}

// legacyDisksKey is where the official provider keeps the IDs of the disks that disk blocks
// have made.
const legacyDisksKey = "virtual_machine_legacy_disk_ids_v1"

// noteLegacyDisks keeps the IDs of the disks that disk blocks have made: the blocks may
// leave the configuration, and the disks still belong to the machine.
func (m *model) noteLegacyDisks(ctx context.Context, api *katapult.Client) error {
	if len(legacyDisks(m.Disks)) < 2 {
		return nil
	}
	disks, err := api.VirtualMachines.Disks(ctx, m.ID.ValueString())
	if err != nil {
		return err
	}
	ids := make([]string, len(disks))
	for i, d := range disks {
		ids[i] = d.Disk.ID
	}
	return crud.PrivateState(ctx).Set(legacyDisksKey, ids)
}

// ownDisks returns the IDs of the disks that the machine was built with. Without a list of
// them, disks count that have exactly the names and sizes of the disk blocks.
func ownDisks(ctx context.Context, state *model, disks []katapult.VirtualMachineDisk) ([]string, error) {
	var own []string
	found, err := crud.PrivateState(ctx).Get(legacyDisksKey, &own)
	if err != nil || found {
		return own, err
	}
	blocks := legacyDisks(state.Disks)
	if len(blocks) != len(disks) {
		return nil, nil
	}
	for i, block := range blocks {
		name := block.Name.ValueString()
		if name == "" {
			name = fmt.Sprintf("Disk #%d", i+1)
		}
		at := slices.IndexFunc(disks, func(d katapult.VirtualMachineDisk) bool {
			return d.Disk.SizeInGB == block.Size.ValueInt64() && (d.Disk.Name == name || d.Boot && i == 0) && !slices.Contains(own, d.Disk.ID)
		})
		if at < 0 {
			return nil, nil
		}
		own = append(own, disks[at].Disk.ID)
	}
	return own, nil
}

// otherDisksError is the error for a machine with disks that are not its own.
type otherDisksError struct {
	machine katapult.VirtualMachine
	disks   []katapult.Disk
}

func (e *otherDisksError) Error() string {
	names := make([]string, len(e.disks))
	for i, d := range e.disks {
		names[i] = fmt.Sprintf("%q (%s)", d.Name, d.ID)
	}
	return fmt.Sprintf("virtual machine %q (%s) has disks that would be deleted with it: %s. Nothing was changed", e.machine.Name, e.machine.ID, strings.Join(names, ", "))
}

// Hint implements crud's optional interface for advice.
func (e *otherDisksError) Hint() string {
	commands := make([]string, len(e.disks))
	for i, d := range e.disks {
		commands[i] = fmt.Sprintf("terraform import katapult_disk.NAME %s", d.ID)
	}
	return "Unassign them first. To have Terraform delete them, import them with their assignments: " + strings.Join(commands, "; ") + "."
}
