package disk

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// plan refuses a disk for which there is no data centre, and a size that a disk cannot get
// as it is.
func plan(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	if prior == nil {
		if plan.DataCenter.ValueString() == "" && api.DataCenter() == "" {
			config, err := crud.Config[model](ctx)
			if err == nil && config.DataCenter.IsNull() {
				err = crud.At(path.Root("data_center"), &katapult.NoDataCenterError{})
			}
			return err
		}
		return nil
	}
	replaced, err := planReplacement(ctx, api, prior, plan)
	if err != nil || replaced {
		return err
	}
	if err := planUnlisted(ctx, api, prior, plan); err != nil {
		return err
	}
	if plan.SizeInGB.IsUnknown() || plan.SizeInGB.Equal(prior.SizeInGB) {
		return nil
	}
	now, err := api.Disks.Get(ctx, prior.ID.ValueString())
	if err == nil && now.SizeInGB != plan.SizeInGB.ValueInt64() {
		_, err = howToResize(now, plan.SizeInGB.ValueInt64(), plan.ResizeMethod.ValueString())
	}
	return err
}

// planReplacement replaces a disk that is to be elsewhere or of another kind.
func planReplacement(ctx context.Context, api *katapult.Client, prior, plan *model) (replaced bool, err error) {
	elsewhere, err := movesElsewhere(ctx, api, prior, plan)
	if err != nil {
		return false, err
	}
	for name, differs := range map[string]bool{
		"storage_speed":       differ(prior.StorageSpeed, plan.StorageSpeed),
		"initial_file_system": differ(prior.InitialFileSystem, plan.InitialFileSystem),
		"data_center":         elsewhere,
	} {
		if differs {
			crud.RequireReplace(ctx, path.Root(name))
			replaced = true
		}
	}
	if added := attrs.String(plan.InitialFileSystem); !replaced && added != nil && prior.InitialFileSystem.IsNull() {
		crud.Warn(ctx, "Argument without effect", fmt.Sprintf(
			"Disk %q (%s) exists already, and only a new disk gets a file system: the state gets initial_file_system, and the disk stays as it is.", prior.Name.ValueString(), prior.ID.ValueString()))
	}
	return replaced, nil
}

// differ reports whether a text becomes another one. One that is added or removed is no
// reason to replace a disk: nobody would lose a disk for that.
func differ(before, after types.String) bool {
	return !before.IsNull() && !after.IsNull() && !after.IsUnknown() && !after.Equal(before)
}

// movesElsewhere reports whether a disk is to be in another data centre. Another way to
// write the same one is no change.
func movesElsewhere(ctx context.Context, api *katapult.Client, prior, plan *model) (bool, error) {
	if !differ(prior.DataCenter, plan.DataCenter) {
		return false, nil
	}
	now, err := api.Disks.Get(ctx, prior.ID.ValueString())
	if err != nil {
		return false, err
	}
	if wanted := plan.DataCenter.ValueString(); wanted != now.DataCenter.ID && wanted != now.DataCenter.Permalink {
		return true, nil
	}
	plan.DataCenter = prior.DataCenter
	return false, nil
}

// planUnlisted plans an update where the configuration newly sets what the state has from
// long ago, because it was refreshed from lists that lack it.
func planUnlisted(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	listed, err := isListed(ctx)
	if err != nil || !listed {
		return err
	}
	config, err := crud.Config[model](ctx)
	if err != nil || !config.setsUnlisted() {
		return err
	}
	now, err := api.Disks.Get(ctx, prior.ID.ValueString())
	if err == nil && (config.wantsBusType(now) || config.wantsIOProfile(now)) {
		plan.State = types.StringUnknown()
	}
	return err
}

// resize gives a disk the planned size.
func resize(ctx context.Context, api *katapult.Client, now katapult.Disk, plan *model) error {
	size := plan.SizeInGB.ValueInt64()
	if size == now.SizeInGB {
		return nil
	}
	how, err := howToResize(now, size, plan.ResizeMethod.ValueString())
	if err != nil {
		return err
	}
	return crud.At(path.Root("size_in_gb"), api.Disks.Resize(ctx, now, size, how == online))
}

// howToResize returns how a disk gets another size, or why it cannot.
func howToResize(now katapult.Disk, size int64, method string) (string, error) {
	what := fmt.Sprintf("disk %q (%s)", now.Name, now.ID)
	state := katapult.Detached
	if now.Assignment != nil {
		state = now.Assignment.State
		what += " of virtual machine " + now.Owner()
	}
	switch {
	case state == "failed":
		return "", crud.At(path.Root("size_in_gb"), fmt.Errorf("the attachment of %s has failed; mend it in the Katapult console first", what))
	case size < now.SizeInGB && state != katapult.Detached:
		return "", crud.At(path.Root("size_in_gb"), fmt.Errorf("%s is %s, and shrinks only while it is detached: set attached = false on its assignment and apply that first", what, state))
	case state == katapult.Detached || size < now.SizeInGB:
		return offline, nil
	case method != online:
		return "", crud.At(path.Root("resize_method"), fmt.Errorf("%s is %s, and grows only online: set resize_method = \"online\", or detach it first", what, state))
	}
	return online, nil
}

// refuseBootDisk returns an error for a disk that its machine boots from.
func refuseBootDisk(d katapult.Disk) error {
	if d.Assignment == nil || !d.Assignment.Boot {
		return nil
	}
	return fmt.Errorf("virtual machine %s boots from disk %q (%s), which belongs to the machine: manage it there, as system_disk. Nothing was changed", d.Owner(), d.Name, d.ID)
}

// assignedError is the error for the destroy of a disk that a machine has.
type assignedError struct{ disk katapult.Disk }

func (e *assignedError) Error() string {
	return fmt.Sprintf("disk %q (%s) is assigned to virtual machine %s, and no other operation of this run unassigns it. Nothing was deleted", e.disk.Name, e.disk.ID, e.disk.Owner())
}

// Hint implements crud's optional interface for advice.
func (*assignedError) Hint() string {
	return "Destroy its katapult_disk_assignment first, or unassign it in the Katapult console; then run Terraform again."
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	var noCenter *katapult.NoDataCenterError
	switch {
	case katapult.HasCode(err, katapult.DataCenterNotFound), errors.As(err, &noCenter):
		return crud.At(path.Root("data_center"), err)
	case katapult.HasCode(err, katapult.DiskIOProfileNotFound):
		return crud.At(path.Root("io_profile_id"), err)
	}
	return err
}
