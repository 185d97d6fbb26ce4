package virtualmachine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// buildKey is the key of the build's ID in the private state of a machine whose own ID is
// not known yet.
const buildKey = "build"

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	if plan.Hostname.IsUnknown() {
		plan.Hostname = generatedHostname(api.Organization(), &config)
	}
	spec, err := plan.spec(ctx, api, &config)
	if err != nil {
		return err
	}
	build, err := api.VirtualMachineBuilds.Create(ctx, spec)
	switch {
	case katapult.HasCode(err, katapult.ValidationFailed):
		return explainTaken(ctx, api, plan.Hostname, err)
	case err != nil:
		return blame(err)
	}
	if err := waitForMachine(ctx, api, build, plan); err != nil {
		return err
	}
	return finish(ctx, api, build, plan)
}

// waitForMachine learns the ID of the new machine. Until it is known, the build's ID is
// what a later run finds the machine by.
func waitForMachine(ctx context.Context, api *katapult.Client, build katapult.VirtualMachineBuild, plan *model) error {
	if build.ID == "" {
		plan.ID = types.StringValue(build.VirtualMachine.ID)
		return nil
	}
	if err := crud.PrivateState(ctx).Set(buildKey, build.ID); err != nil {
		return crud.KeepOnError(err)
	}
	machineID, err := api.VirtualMachineBuilds.WaitForMachine(ctx, build.ID)
	if err != nil {
		return explainWithoutMachine(ctx, api, plan.Hostname, err)
	}
	plan.ID = types.StringValue(machineID)
	return crud.KeepOnError(crud.PrivateState(ctx).Set(buildKey, nil))
}

// finish waits until the machine is started, does what a build cannot express, and reads
// the result.
func finish(ctx context.Context, api *katapult.Client, build katapult.VirtualMachineBuild, plan *model) error {
	if build.ID != "" {
		if err := api.VirtualMachineBuilds.WaitComplete(ctx, build.ID); err != nil {
			return err
		}
	}
	if err := patchAfterBuild(ctx, api, plan); err != nil {
		return err
	}
	machine, err := api.VirtualMachines.Lock(ctx, plan.ID.ValueString())
	if err != nil {
		return err
	}
	defer machine.Unlock()
	now, err := machine.WaitStarted(ctx)
	if err != nil {
		return err
	}
	if err := plan.afterStart(ctx, api, machine); err != nil {
		return err
	}
	if plan.PoweredOn.Equal(types.BoolValue(false)) {
		if err := shutDown(ctx, machine); err != nil {
			return crud.At(path.Root("powered_on"), err)
		}
		if now, err = machine.WaitSettled(ctx); err != nil {
			return err
		}
	}
	if err := noteSpeed(ctx); err != nil {
		return err
	}
	if err := plan.noteLegacyDisks(ctx, api); err != nil {
		return err
	}
	return plan.refresh(ctx, api, now, scope{})
}

// patchAfterBuild sets what a build cannot: tags that do not exist yet, and the GPU.
func patchAfterBuild(ctx context.Context, api *katapult.Client, plan *model) error {
	var a katapult.VirtualMachineArguments
	if tags := attrs.SetTexts(plan.Tags); len(tags) > 0 {
		a.Tags = &tags
	}
	if !plan.GPUType.IsNull() {
		a.GPUType = attrs.String(plan.GPUType)
	}
	if a.Tags == nil && a.GPUType == nil {
		return nil
	}
	_, err := api.VirtualMachines.Update(ctx, plan.ID.ValueString(), a)
	return blame(err)
}

// afterStart names the system disk and gives the machine dedicated cores, if the plan says
// so: neither is a part of what the build was asked for.
func (m *model) afterStart(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine) error {
	size, err := m.flexibleResources(ctx)
	if err != nil {
		return err
	}
	if size != nil && size.UseDedicatedCPUs != nil && *size.UseDedicatedCPUs {
		if err := api.VirtualMachines.SetFlexibleResources(ctx, machine, *size); err != nil {
			return crud.At(path.Root("flexible_resources"), err)
		}
	}
	disk, err := m.systemDisk(ctx)
	if err != nil || m.SystemDisk.IsNull() || m.SystemDisk.IsUnknown() {
		return err
	}
	change := systemDiskChange{after: disk}
	if !disk.SizeInGB.IsNull() && !disk.SizeInGB.IsUnknown() {
		change.before.Name = disk.Name // the build was asked for a disk of this size and name
	}
	wants, changes := change.change()
	if !changes {
		return nil
	}
	boot, err := bootDiskOf(ctx, api, m.ID.ValueString())
	if err != nil {
		return err
	}
	_, err = api.Disks.Update(ctx, boot.ID, wants)
	return crud.At(path.Root("system_disk"), err)
}

// spec is what the machine is built from.
func (m *model) spec(ctx context.Context, api *katapult.Client, config *model) (katapult.VirtualMachineSpec, error) {
	spec := katapult.VirtualMachineSpec{
		ZoneID: config.ZoneID.ValueString(), DataCenter: config.DataCenter.ValueString(),
		Package:      m.Package.ValueString(),
		DiskTemplate: m.DiskTemplate.ValueString(), TemplateVersion: m.DiskTemplateVersion.ValueInt64(),
		TemplateOptions: attrs.Texts(m.DiskTemplateOptions), ISOID: m.ISOID.ValueString(),
		Hostname: m.Hostname.ValueString(), Name: m.Name.ValueString(), Description: m.Description.ValueString(),
		GroupID: m.GroupID.ValueString(), Tags: attrs.SetTexts(m.Tags), Annotations: attrs.Texts(m.Annotations),
	}
	slices.Sort(spec.Tags)
	maps.Copy(spec.TemplateOptions, attrs.Texts(config.DiskTemplateOptionsWO))
	size, err := m.flexibleResources(ctx)
	if err != nil {
		return spec, err
	}
	if size != nil {
		spec.CPUCores, spec.MemoryInGB = size.CPUCores, size.MemoryInGB
	}
	if spec.AuthorizedKeys, err = m.authorizedKeys(ctx); err != nil {
		return spec, err
	}
	if spec.Disks, err = m.diskSpecs(ctx); err != nil {
		return spec, err
	}
	spec.Interfaces, err = m.interfaceSpecs(ctx, api)
	return spec, err
}

func (m *model) diskSpecs(ctx context.Context) ([]katapult.DiskSpec, error) {
	var specs []katapult.DiskSpec
	for i, disk := range legacyDisks(m.Disks) {
		spec := katapult.DiskSpec{Name: disk.Name.ValueString(), SizeInGB: disk.Size.ValueInt64()}
		switch {
		case spec.Name != "":
		case i == 0:
			spec.Name = "System Disk"
		default:
			spec.Name = fmt.Sprintf("Disk #%d", i+1)
		}
		specs = append(specs, spec)
	}
	disk, err := m.systemDisk(ctx)
	if err != nil {
		return nil, err
	}
	spec := katapult.DiskSpec{
		Name: disk.Name.ValueString(), SizeInGB: disk.SizeInGB.ValueInt64(),
		StorageSpeed: disk.StorageSpeed.ValueString(), IOProfileID: disk.IOProfileID.ValueString(),
	}
	if len(specs) == 0 && spec.SizeInGB > 0 {
		if spec.Name == "" {
			spec.Name = "System Disk"
		}
		specs = append(specs, spec)
	}
	if len(specs) == 0 && (spec.StorageSpeed != "" || spec.IOProfileID != "") {
		return nil, crud.At(path.Root("system_disk").AtName("size_in_gb"), errors.New("a disk with a storage speed or an IO profile needs a size: set size_in_gb"))
	}
	return specs, nil
}

// interfaceSpecs are one interface for each network of the addresses, and one for each
// virtual network.
func (m *model) interfaceSpecs(ctx context.Context, api *katapult.Client) ([]katapult.InterfaceSpec, error) {
	speed := m.NetworkSpeedProfile.ValueString()
	var specs []katapult.InterfaceSpec
	addresses := attrs.SetTexts(m.IPAddressIDs)
	slices.Sort(addresses)
	for _, id := range addresses {
		address, err := freeAddress(ctx, api, id)
		if err != nil {
			return nil, crud.At(path.Root("ip_address_ids"), err)
		}
		at := slices.IndexFunc(specs, func(s katapult.InterfaceSpec) bool { return s.NetworkID == address.Network.ID })
		if at < 0 {
			at = len(specs)
			specs = append(specs, katapult.InterfaceSpec{NetworkID: address.Network.ID, SpeedProfile: speed})
		}
		specs[at].IPAddressIDs = append(specs[at].IPAddressIDs, id)
	}
	networks := attrs.SetTexts(m.VirtualNetworkIDs)
	slices.Sort(networks)
	for _, id := range networks {
		specs = append(specs, katapult.InterfaceSpec{VirtualNetworkID: id, SpeedProfile: speed})
	}
	return specs, nil
}

// freeAddress returns an address as soon as nothing has it. It waits while another
// operation of this run is about to release it.
func freeAddress(ctx context.Context, api *katapult.Client, addressID string) (katapult.IPAddress, error) {
	for {
		watch := api.IPAddresses.WatchRelease(addressID)
		address, err := api.IPAddresses.GetFree(ctx, addressID)
		if err != nil || address.AllocationID == nil {
			return address, err
		}
		released, err := watch.Wait(ctx)
		if err != nil {
			return address, err
		}
		if !released {
			owner, _ := api.VirtualMachineNetworkInterfaces.Owner(ctx, address, "")
			return address, &takenAddressError{owner}
		}
	}
}

// takenAddressError is the error for an address that something else has.
type takenAddressError struct{ owner string }

func (e *takenAddressError) Error() string {
	return e.owner + ", and no other operation of this run releases it. Nothing was built"
}

// Hint implements crud's optional interface for advice.
func (*takenAddressError) Hint() string {
	return "Release the address from what has it first, or leave it out."
}

// explainWithoutMachine keeps a build whose machine is not known, for a later run. A build
// that has failed because another one took the host name meanwhile is not kept: the state
// would be in the way of the import.
func explainWithoutMachine(ctx context.Context, api *katapult.Client, hostname types.String, err error) error {
	var failed *katapult.BuildError
	if errors.As(err, &failed) {
		explained := explainTaken(ctx, api, hostname, err)
		if taken := (*takenHostnameError)(nil); errors.As(explained, &taken) {
			return explained
		}
	}
	return crud.KeepOnError(err)
}

// explainTaken names the machine that has a host name already, if that is why a build was
// refused or failed. That machine may be left over from a run that was killed.
func explainTaken(ctx context.Context, api *katapult.Client, hostname types.String, err error) error {
	all, listErr := api.VirtualMachines.List(ctx)
	if listErr != nil {
		return err
	}
	for _, other := range all {
		if lowered(hostname).ValueString() == other.Hostname {
			return crud.At(path.Root("hostname"), &takenHostnameError{other, err})
		}
	}
	return err
}

// takenHostnameError is the error for a host name that a machine has already.
type takenHostnameError struct {
	machine katapult.VirtualMachine
	err     error
}

func (e *takenHostnameError) Error() string {
	return fmt.Sprintf("virtual machine %q (%s) has the host name %q already: %s", e.machine.Name, e.machine.ID, e.machine.Hostname, e.err)
}

func (e *takenHostnameError) Unwrap() error { return e.err }

// Candidates names the machine for an import.
func (e *takenHostnameError) Candidates() []string { return []string{e.machine.ID} }

// Hint implements crud's optional interface for advice.
func (*takenHostnameError) Hint() string {
	return "If it is left over from a run that was interrupted, import it; otherwise choose another host name."
}

// flexibleResources decodes the attribute; nil means a package.
func (m *model) flexibleResources(ctx context.Context) (*katapult.FlexibleResources, error) {
	if m.FlexibleResources.IsNull() || m.FlexibleResources.IsUnknown() {
		return nil, nil
	}
	var size flexibleResources
	if problems := m.FlexibleResources.As(ctx, &size, basetypes.ObjectAsOptions{}); problems.HasError() {
		return nil, fmt.Errorf("flexible_resources: %s", problems.Errors()[0].Detail())
	}
	return &katapult.FlexibleResources{
		CPUCores: size.CPUCores.ValueInt64(), MemoryInGB: size.MemoryInGB.ValueInt64(), UseDedicatedCPUs: attrs.Bool(size.UseDedicatedCPUs),
	}, nil
}

type flexibleResources struct {
	CPUCores         types.Int64 `tfsdk:"cpu_cores"`
	MemoryInGB       types.Int64 `tfsdk:"memory_in_gb"`
	UseDedicatedCPUs types.Bool  `tfsdk:"use_dedicated_cpus"`
}

func (m *model) authorizedKeys(ctx context.Context) (katapult.AuthorizedKeys, error) {
	if m.AuthorizedKeys.IsNull() {
		return katapult.AuthorizedKeys{AllUsers: true, AllSSHKeys: true}, nil
	}
	var keys struct {
		AllUsers   types.Bool `tfsdk:"all_users"`
		AllSSHKeys types.Bool `tfsdk:"all_ssh_keys"`
		UserIDs    types.Set  `tfsdk:"user_ids"`
		SSHKeys    types.Set  `tfsdk:"ssh_keys"`
	}
	if problems := m.AuthorizedKeys.As(ctx, &keys, basetypes.ObjectAsOptions{}); problems.HasError() {
		return katapult.AuthorizedKeys{}, fmt.Errorf("authorized_keys: %s", problems.Errors()[0].Detail())
	}
	all := katapult.AuthorizedKeys{UserIDs: attrs.SetTexts(keys.UserIDs), SSHKeys: attrs.SetTexts(keys.SSHKeys)}
	slices.Sort(all.UserIDs)
	slices.Sort(all.SSHKeys)
	all.AllUsers = keys.AllUsers.ValueBool() || keys.AllUsers.IsNull() && keys.UserIDs.IsNull()
	all.AllSSHKeys = keys.AllSSHKeys.ValueBool() || keys.AllSSHKeys.IsNull() && keys.SSHKeys.IsNull()
	return all, nil
}

// attributeByCode maps an error code to the attribute that caused it.
var attributeByCode = []struct {
	code      katapult.Code
	attribute string
}{
	{"virtual_machine_group_not_found", "group_id"},
	{"gpu_type_not_found", "gpu_type"},
	{katapult.PackageNotFound, "package"},
	{katapult.IPAddressNotFound, "ip_address_ids"},
	{katapult.VirtualNetworkNotFound, "virtual_network_ids"},
	{katapult.SpeedProfileNotFound, "network_speed_profile"},
}

// blame attaches an API error to the attribute that caused it.
func blame(err error) error {
	for _, a := range attributeByCode {
		if katapult.HasCode(err, a.code) {
			return crud.At(path.Root(a.attribute), err)
		}
	}
	return err
}
