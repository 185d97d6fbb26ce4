package virtualmachine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// planMachine decides what a plan promises. Whatever no change touches stays known.
func planMachine(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	config, err := crud.Config[model](ctx)
	if err != nil {
		return err
	}
	if err := checkDisks(config); err != nil {
		return err
	}
	planCleared(&config, prior, plan)
	planDiskNames(&config, prior, plan)
	if prior == nil {
		return planCreate(ctx, api, &config, plan)
	}
	if prior.State.ValueString() == inTrash {
		return planInTrash(ctx, api, &config, prior, plan)
	}
	return planChange(ctx, api, &config, prior, plan)
}

// planInTrash replaces a machine whose destroy is not complete. Otherwise it plans a change,
// which says that the machine is in the trash, unless something else replaces the machine.
func planInTrash(ctx context.Context, api *katapult.Client, config, prior, plan *model) error {
	deleting := false
	if _, err := crud.PrivateState(ctx).Get(deletingKey, &deleting); err != nil {
		return err
	}
	if deleting {
		plan.State = types.StringUnknown()
		crud.RequireReplace(ctx, path.Root("state"))
		return nil
	}
	err := planChange(ctx, api, config, prior, plan)
	plan.State = types.StringUnknown()
	if errors.Is(err, katapult.ObjectInTrash) {
		return nil
	}
	return err
}

// planCleared plans what an argument that is left out means: most of these are none.
func planCleared(config, prior, plan *model) {
	if config.Description.IsNull() {
		plan.Description = cleared(prior, func(m *model) types.String { return m.Description })
	}
	if config.GroupID.IsNull() {
		plan.GroupID = cleared(prior, func(m *model) types.String { return m.GroupID })
	}
	if config.Tags.IsNull() {
		plan.Tags = emptied(prior, func(m *model) types.Set { return m.Tags })
	}
	if config.VirtualNetworkIDs.IsNull() {
		plan.VirtualNetworkIDs = emptied(prior, func(m *model) types.Set { return m.VirtualNetworkIDs })
	}
	if config.Package.IsNull() {
		plan.Package = types.StringNull()
	}
}

// cleared is no text, written as in the state: null and "" mean the same.
func cleared(prior *model, of func(*model) types.String) types.String {
	if prior != nil && of(prior).ValueString() == "" {
		return of(prior)
	}
	return types.StringNull()
}

// emptied is a set of nothing, written as in the state: null and [] mean the same.
func emptied(prior *model, of func(*model) types.Set) types.Set {
	if prior != nil && len(of(prior).Elements()) == 0 {
		return of(prior)
	}
	return attrs.StringSet(nil)
}

// checkDisks refuses disk blocks that are too small.
func checkDisks(config model) error {
	for i, disk := range legacyDisks(config.Disks) {
		if !disk.Size.IsUnknown() && disk.Size.ValueInt64() < minDiskSize {
			return crud.At(path.Root("disk").AtListIndex(i).AtName("size"), fmt.Errorf("a disk has at least %d GB", minDiskSize))
		}
	}
	return nil
}

const minDiskSize = 10

func planCreate(ctx context.Context, api *katapult.Client, config, plan *model) error {
	if config.DiskTemplate.IsNull() && config.ISOID.IsNull() {
		return crud.At(path.Root("disk_template"), errors.New("a machine is built from a disk template or from an ISO: set disk_template or iso_id"))
	}
	if config.DiskTemplate.IsNull() {
		plan.DiskTemplate = types.StringNull()
	}
	if config.ZoneID.IsNull() && config.DataCenter.IsNull() && api.DataCenter() == "" {
		return crud.At(path.Root("data_center"), &katapult.NoDataCenterError{})
	}
	if err := checkZone(ctx, api, config); err != nil {
		return err
	}
	if config.Hostname.IsNull() {
		plan.Hostname = generatedHostname(api.Organization(), config)
	}
	if config.Name.IsNull() {
		plan.Name = lowered(plan.Hostname)
	}
	return nil
}

// checkZone refuses a zone of another data centre than the configured one.
func checkZone(ctx context.Context, api *katapult.Client, config *model) error {
	zone, center := config.ZoneID.ValueString(), config.DataCenter.ValueString()
	if zone == "" || center == "" {
		return nil
	}
	found, err := api.Zones.Get(ctx, zone)
	if err == nil && center != found.DataCenter.ID && center != found.DataCenter.Permalink {
		err = fmt.Errorf("zone %q (%s) is in the data centre %s, not in %s", found.Name, found.ID, found.DataCenter.Permalink, center)
	}
	return crud.At(path.Root("zone_id"), err)
}

// lowered is a host name as Katapult writes it.
func lowered(name types.String) types.String {
	if name.IsUnknown() {
		return name
	}
	return types.StringValue(strings.ToLower(name.ValueString()))
}

func planChange(ctx context.Context, api *katapult.Client, config, prior, plan *model) error {
	now := machineInPlan{ctx: ctx, api: api, id: prior.ID.ValueString()}
	if err := keepSpellings(&now, prior, plan); err != nil {
		return err
	}
	if err := planPlace(&now, config, prior, plan); err != nil {
		return err
	}
	if err := planTemplate(&now, config, prior, plan); err != nil {
		return err
	}
	planDisks(ctx, config, prior, plan)
	planNetwork(config, prior, plan)
	planSystemDisk(config, prior, plan)
	planComputed(config, prior, plan)
	return checkPower(&now, config, prior, plan)
}

// keepSpellings plans what the state has where the configuration means the same.
func keepSpellings(now *machineInPlan, prior, plan *model) error {
	if strings.EqualFold(plan.Hostname.ValueString(), prior.Hostname.ValueString()) {
		plan.Hostname = prior.Hostname
	}
	if !plan.DiskTemplate.IsUnknown() && template(plan.DiskTemplate) == template(prior.DiskTemplate) && !prior.DiskTemplate.IsNull() {
		plan.DiskTemplate = prior.DiskTemplate
	}
	for _, a := range []struct {
		planned, before *types.String
		names           func(katapult.VirtualMachine) (id, permalink string)
	}{
		{&plan.Package, &prior.Package, katapult.VirtualMachine.PackageNames},
		{&plan.GPUType, &prior.GPUType, katapult.VirtualMachine.GPUTypeNames},
	} {
		if a.planned.IsUnknown() || a.planned.IsNull() || a.before.IsNull() || a.planned.Equal(*a.before) {
			continue
		}
		machine, err := now.get()
		if err != nil {
			return err
		}
		id, permalink := a.names(machine)
		means := func(text types.String) bool { return text.ValueString() == id || text.ValueString() == permalink }
		if means(*a.planned) && means(*a.before) {
			*a.planned = *a.before
		}
	}
	return nil
}

// template is the spelling of a disk template that others are compared by.
func template(t types.String) string { return strings.TrimPrefix(t.ValueString(), "templates/") }

// planPlace replaces a machine that is to be in another zone or data centre.
func planPlace(now *machineInPlan, config, prior, plan *model) error {
	switch {
	case config.ZoneID.IsNull():
		plan.ZoneID = prior.ZoneID
	case !prior.ZoneID.IsNull() && !plan.ZoneID.Equal(prior.ZoneID):
		crud.RequireReplace(now.ctx, path.Root("zone_id"))
	}
	switch {
	case config.DataCenter.IsNull():
		plan.DataCenter = prior.DataCenter
	case plan.DataCenter.IsUnknown() || prior.DataCenter.IsNull() || plan.DataCenter.Equal(prior.DataCenter):
	default:
		machine, err := now.get()
		if err != nil {
			return err
		}
		if center := machine.Zone.DataCenter; plan.DataCenter.ValueString() == center.ID || plan.DataCenter.ValueString() == center.Permalink {
			plan.DataCenter = prior.DataCenter
		} else {
			crud.RequireReplace(now.ctx, path.Root("data_center"))
		}
	}
	return nil
}

// planTemplate replaces a machine that is to be built from something else. Arguments
// that only a build can use are never a reason because they are added or removed.
func planTemplate(now *machineInPlan, config, prior, plan *model) error {
	differs := func(name string, before, after attr.Value) {
		if !before.IsNull() && !after.IsNull() && !after.IsUnknown() && !after.Equal(before) {
			crud.RequireReplace(now.ctx, path.Root(name))
		}
	}
	differs("disk_template_options", prior.DiskTemplateOptions, config.DiskTemplateOptions)
	differs("disk_template_options_wo_version", prior.DiskTemplateOptionsWOVersion, config.DiskTemplateOptionsWOVersion)
	differs("disk_template_version", prior.DiskTemplateVersion, config.DiskTemplateVersion)
	switch {
	case config.DiskTemplate.IsNull():
		plan.DiskTemplate = prior.DiskTemplate
	case config.DiskTemplate.IsUnknown() || plan.DiskTemplate.Equal(prior.DiskTemplate):
	default:
		return planOtherTemplate(now, prior, plan)
	}
	warnWithoutEffect(now.ctx, config, prior)
	return nil
}

// planOtherTemplate compares what the boot disk was made from with another spelling.
func planOtherTemplate(now *machineInPlan, prior, plan *model) error {
	disk, err := now.bootDisk()
	switch {
	case errors.Is(err, katapult.ObjectInTrash):
		crud.RequireReplace(now.ctx, path.Root("disk_template"))
		return nil
	case err != nil:
		return err
	}
	if disk.Installation == nil {
		if !prior.DiskTemplate.IsNull() {
			crud.RequireReplace(now.ctx, path.Root("disk_template"))
		}
		return nil
	}
	installed := disk.Installation.Version.Template
	wanted := plan.DiskTemplate.ValueString()
	if wanted == installed.ID || template(plan.DiskTemplate) == strings.TrimPrefix(installed.Permalink, "templates/") {
		if !prior.DiskTemplate.IsNull() {
			plan.DiskTemplate = prior.DiskTemplate
		}
		return nil
	}
	crud.RequireReplace(now.ctx, path.Root("disk_template"))
	return nil
}

// warnWithoutEffect says that arguments have come too late for the build.
func warnWithoutEffect(ctx context.Context, config, prior *model) {
	var late []string
	for _, a := range []struct {
		name         string
		before, then attr.Value
	}{
		{"disk_template_options", prior.DiskTemplateOptions, config.DiskTemplateOptions},
		{"disk_template_options_wo_version", prior.DiskTemplateOptionsWOVersion, config.DiskTemplateOptionsWOVersion},
		{"authorized_keys", prior.AuthorizedKeys, config.AuthorizedKeys},
		{"iso_id", prior.ISOID, config.ISOID},
	} {
		added := a.before.IsNull() && !a.then.IsNull()
		changed := a.name != "disk_template_options" && !a.before.IsNull() && !a.then.IsNull() && !a.then.Equal(a.before)
		if added || changed && a.name != "disk_template_options_wo_version" {
			late = append(late, a.name)
		}
	}
	if len(late) > 0 {
		crud.Warn(ctx, "Argument without effect", fmt.Sprintf(
			"Virtual machine %s exists already, and only a build can use %s: the state gets the new value, and the machine stays as it is.",
			prior.ID.ValueString(), strings.Join(late, ", ")))
	}
}

// planDisks replaces a machine whose disk blocks change. To remove all of them, or to
// add some to a machine that was built without, changes only the state.
func planDisks(ctx context.Context, config, prior, plan *model) {
	before, after := legacyDisks(prior.Disks), legacyDisks(config.Disks)
	switch {
	case len(before) == 0 || config.Disks.IsUnknown():
	case len(after) == 0:
		crud.Warn(ctx, "Disks stay with the virtual machine", fmt.Sprintf(
			"The disk blocks of virtual machine %s leave the state. Its disks stay as they are, and a destroy of the machine still deletes them with it. "+
				"To manage them by themselves, import them as katapult_disk and katapult_disk_assignment.", prior.ID.ValueString()))
	case !plan.Disks.Equal(prior.Disks):
		crud.RequireReplace(ctx, path.Root("disk"))
	}
}

// planDiskNames plans the names that disk blocks leave out: none, written as in the state.
// The official provider up to 0.0.19 wrote "".
func planDiskNames(config, prior, plan *model) {
	if config.Disks.IsNull() || config.Disks.IsUnknown() {
		return
	}
	var before []legacyDisk
	if prior != nil {
		before = legacyDisks(prior.Disks)
	}
	blocks := config.Disks.Elements()
	for i, block := range legacyDisks(config.Disks) {
		if i < len(before) && block.Name.IsNull() && before[i].Name.ValueString() == "" && !blocks[i].IsUnknown() {
			blocks[i] = types.ObjectValueMust(legacyDiskType.AttrTypes, map[string]attr.Value{"name": before[i].Name, "size": block.Size})
		}
	}
	plan.Disks = types.ListValueMust(legacyDiskType, blocks)
}

// planNetwork plans what follows from addresses and networks.
func planNetwork(config, prior, plan *model) {
	if config.IPAddressIDs.IsNull() {
		plan.IPAddressIDs = prior.IPAddressIDs
	}
	if config.NetworkSpeedProfile.IsNull() {
		plan.NetworkSpeedProfile = prior.NetworkSpeedProfile
	}
	sameAddresses := plan.IPAddressIDs.Equal(prior.IPAddressIDs)
	plan.IPAddresses = keepIf(sameAddresses, prior.IPAddresses, types.SetUnknown(types.StringType))
	same := sameAddresses && plan.VirtualNetworkIDs.Equal(prior.VirtualNetworkIDs)
	plan.NetworkInterfaces = keepIf(same, prior.NetworkInterfaces, types.ListUnknown(interfaceType))
}

// planComputed keeps what no change touches.
func planComputed(config, prior, plan *model) {
	plan.FQDN = keepIf(plan.Hostname.Equal(prior.Hostname), prior.FQDN, types.StringUnknown())
	if config.PoweredOn.IsNull() {
		plan.PoweredOn = prior.PoweredOn
	}
	plan.State = keepIf(plan.PoweredOn.Equal(prior.PoweredOn), prior.State, types.StringUnknown())
}

func keepIf[T any](keep bool, value, otherwise T) T {
	if keep {
		return value
	}
	return otherwise
}

// machineInPlan reads a machine at most once, when something asks for it.
type machineInPlan struct {
	ctx context.Context // it lives as long as the plan
	api *katapult.Client
	id  string

	read bool
	katapult.VirtualMachine
}

func (m *machineInPlan) get() (katapult.VirtualMachine, error) {
	if m.read {
		return m.VirtualMachine, nil
	}
	var err error
	m.VirtualMachine, err = m.api.VirtualMachines.Get(m.ctx, m.id)
	m.read = err == nil
	return m.VirtualMachine, err
}

func (m *machineInPlan) bootDisk() (katapult.Disk, error) {
	found, err := bootDiskOf(m.ctx, m.api, m.id)
	if err != nil {
		return found, err
	}
	return m.api.Disks.Get(m.ctx, found.ID)
}
