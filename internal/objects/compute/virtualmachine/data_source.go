// Package virtualmachine finds virtual machines.
package virtualmachine

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_virtual_machine",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one virtual machine, by its ID, its fully qualified domain name or its exact name, with its network interfaces.\n\n" +
			"The password that Katapult gave to the root user is not read.",
		Attributes: map[string]schema.Attribute{
			"id":                  attrs.SearchKey("ID of the virtual machine. At least one of `id`, `fqdn` and `name` has to be set; the first of them counts."),
			"fqdn":                attrs.SearchKey("Fully qualified domain name of the virtual machine. At least one of `id`, `fqdn` and `name` has to be set; the first of them counts."),
			"name":                attrs.SearchKey("Exact name of the virtual machine. At least one of `id`, `fqdn` and `name` has to be set; the first of them counts. Two virtual machines of this name are an error that lists their IDs."),
			"hostname":            attrs.ComputedString("Host name of the virtual machine."),
			"description":         attrs.ComputedString("Description of the virtual machine, or empty."),
			"state":               attrs.ComputedString("What the virtual machine is doing, such as `started` or `stopped`."),
			"group_id":            attrs.ComputedString("ID of the virtual machine group it is in. Null where it is in none."),
			"package":             attrs.ComputedString("Permalink of its package, which is its size."),
			"tags":                attrs.ComputedStringSet("Names of its tags."),
			"ip_addresses":        attrs.ComputedStringSet("All its IP addresses."),
			"ip_address_ids":      attrs.ComputedStringSet("IDs of all its IP addresses."),
			"virtual_network_ids": attrs.ComputedStringSet("IDs of the virtual networks that it has a network interface on, attached or not: those of a machine that is stopped are detached."),
			"network_speed_profile": attrs.ComputedString(
				"Permalink of the network speed profile of its first network interface. Null where it has none."),
			"disk_template": attrs.ComputedString("Permalink of the template that its boot disk was made from. Null where the API does not say so, or the token may not read disks."),
			"disk_template_options": schema.MapAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Always null: the API tells the options of a disk template only along with the root password, so they are not read.",
			},
			"zone_id":            attrs.ComputedString("ID of the zone it is in."),
			"data_center":        attrs.ComputedString("Permalink of the data centre it is in."),
			"cpu_cores":          attrs.ComputedInt64("How many CPU cores it has."),
			"use_dedicated_cpus": attrs.ComputedBool("Whether no other machine shares the cores."),
			"memory_in_gb":       attrs.ComputedInt64("How much memory it has, in GB."),
			"gpu_type":           attrs.ComputedString("Permalink of the type of GPU it is to have. Null where it has none."),
			"gpus": attrs.NestedList("Its GPUs. One is attached or detached when the machine starts.", map[string]schema.Attribute{
				"id":             attrs.ComputedString("ID of the GPU. Null while it is detached."),
				"type":           attrs.ComputedString("Permalink of its type."),
				"status":         attrs.ComputedString("`attached`, `attaching`, `detached`, `detaching` or `unknown`."),
				"pending_action": attrs.ComputedString("`attach` or `detach`. Null where nothing is to be done."),
				"available":      attrs.ComputedBool("Whether a GPU of the type is free."),
			}),
			"iso_id":    attrs.ComputedString("ID of the ISO that is attached. Null where there is none."),
			"suspended": attrs.ComputedBool("Whether Katapult has suspended the machine."),
			"annotations": schema.MapAttribute{
				Computed: true, ElementType: types.StringType, MarkdownDescription: "Keys and values that users have attached to it.",
			},
			"network_interfaces": attrs.NestedList("Its network interfaces, in order of their IDs.", map[string]schema.Attribute{
				"id":                    attrs.ComputedString("ID of the network interface."),
				"mac_address":           attrs.ComputedString("MAC address of the network interface."),
				"network_id":            attrs.ComputedString("ID of the public network it is connected to. Null where that is a virtual network."),
				"virtual_network_id":    attrs.ComputedString("ID of the virtual network it is connected to. Null where that is a public network."),
				"network_speed_profile": attrs.ComputedString("Permalink of its network speed profile."),
				"state":                 attrs.ComputedString("Whether it is connected, such as `attached` or `detached`."),
				"ip_addresses":          attrs.ComputedStringSet("Its IP addresses."),
			}),
		},
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.AtLeastOneOf(path.MatchRoot("id"), path.MatchRoot("fqdn"), path.MatchRoot("name")),
	},
	Read: find,
}

type found struct {
	ID                  types.String       `tfsdk:"id"`
	FQDN                types.String       `tfsdk:"fqdn"`
	Name                types.String       `tfsdk:"name"`
	Hostname            types.String       `tfsdk:"hostname"`
	Description         types.String       `tfsdk:"description"`
	State               types.String       `tfsdk:"state"`
	GroupID             types.String       `tfsdk:"group_id"`
	Package             types.String       `tfsdk:"package"`
	Tags                []string           `tfsdk:"tags"`
	IPAddresses         []string           `tfsdk:"ip_addresses"`
	IPAddressIDs        []string           `tfsdk:"ip_address_ids"`
	VirtualNetworkIDs   []string           `tfsdk:"virtual_network_ids"`
	NetworkSpeedProfile types.String       `tfsdk:"network_speed_profile"`
	DiskTemplate        types.String       `tfsdk:"disk_template"`
	DiskTemplateOptions types.Map          `tfsdk:"disk_template_options"`
	ZoneID              types.String       `tfsdk:"zone_id"`
	DataCenter          types.String       `tfsdk:"data_center"`
	CPUCores            types.Int64        `tfsdk:"cpu_cores"`
	UseDedicatedCPUs    types.Bool         `tfsdk:"use_dedicated_cpus"`
	MemoryInGB          types.Int64        `tfsdk:"memory_in_gb"`
	GPUType             types.String       `tfsdk:"gpu_type"`
	GPUs                []gpu              `tfsdk:"gpus"`
	ISOID               types.String       `tfsdk:"iso_id"`
	Suspended           types.Bool         `tfsdk:"suspended"`
	Annotations         types.Map          `tfsdk:"annotations"`
	NetworkInterfaces   []networkInterface `tfsdk:"network_interfaces"`
}

type gpu struct {
	ID            types.String `tfsdk:"id"`
	Type          types.String `tfsdk:"type"`
	Status        types.String `tfsdk:"status"`
	PendingAction types.String `tfsdk:"pending_action"`
	Available     types.Bool   `tfsdk:"available"`
}

func (m *found) fill(v katapult.VirtualMachine) {
	m.ID = types.StringValue(v.ID)
	m.FQDN = types.StringValue(v.FQDN)
	m.Name = types.StringValue(v.Name)
	m.Hostname = types.StringValue(v.Hostname)
	m.Description = types.StringValue("")
	if v.Description != nil {
		m.Description = types.StringValue(*v.Description)
	}
	m.State = types.StringValue(string(v.State))
	if v.Group != nil {
		m.GroupID = types.StringValue(v.Group.ID)
	}
	if v.Package != nil {
		m.Package = types.StringValue(v.Package.Permalink)
	}
	m.Tags = attrs.Distinct(v.Tags, func(tag string) string { return tag })
	m.IPAddresses = addresses(v.IPAddresses)
	m.IPAddressIDs = attrs.Distinct(v.IPAddresses, func(a katapult.IPAddress) string { return a.ID })
	m.ZoneID, m.DataCenter = types.StringValue(v.Zone.ID), types.StringValue(v.Zone.DataCenter.Permalink)
	m.CPUCores, m.MemoryInGB = types.Int64Value(v.CPUCores), types.Int64Value(v.MemoryInGB)
	m.UseDedicatedCPUs, m.Suspended = types.BoolValue(v.UseDedicatedCPUs), types.BoolValue(v.Suspended)
	if v.GPUType != nil {
		m.GPUType = types.StringValue(v.GPUType.Permalink)
	}
	m.GPUs = []gpu{}
	for _, g := range v.GPUs {
		m.GPUs = append(m.GPUs, gpu{
			types.StringPointerValue(g.ID), types.StringValue(g.Type.Permalink), types.StringValue(g.Status),
			types.StringPointerValue(g.PendingAction), types.BoolValue(g.Available),
		})
	}
	if v.AttachedISO != nil {
		m.ISOID = types.StringValue(v.AttachedISO.ID)
	}
	m.Annotations = attrs.TextMap(v.Annotations)
}

func addresses(list []katapult.IPAddress) []string {
	return attrs.Distinct(list, func(a katapult.IPAddress) string { return a.Address })
}

type networkInterface struct {
	ID                  types.String `tfsdk:"id"`
	MACAddress          types.String `tfsdk:"mac_address"`
	NetworkID           types.String `tfsdk:"network_id"`
	VirtualNetworkID    types.String `tfsdk:"virtual_network_id"`
	NetworkSpeedProfile types.String `tfsdk:"network_speed_profile"`
	State               types.String `tfsdk:"state"`
	IPAddresses         []string     `tfsdk:"ip_addresses"`
}

func (m *networkInterface) fill(i katapult.VirtualMachineNetworkInterface) {
	m.ID = types.StringValue(i.ID)
	m.MACAddress = types.StringValue(i.MACAddress)
	if i.Network != nil {
		m.NetworkID = types.StringValue(i.Network.ID)
	}
	if i.VirtualNetwork != nil {
		m.VirtualNetworkID = types.StringValue(i.VirtualNetwork.ID)
	}
	m.NetworkSpeedProfile = types.StringValue(i.SpeedProfile.Permalink)
	m.State = types.StringValue(string(i.State))
	m.IPAddresses = addresses(i.IPAddresses)
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.VirtualMachines.Get),
		crud.ByKey("fqdn", config.FQDN, api.VirtualMachines.GetByFQDN),
		crud.ByListing("name", config.Name, api.VirtualMachines.List,
			func(v katapult.VirtualMachine) (name, id string) { return v.Name, v.ID }))
	if err == nil && config.ID.IsNull() && config.FQDN.IsNull() {
		found, err = crud.Resolve(ctx, crud.ByKey("name", types.StringValue(found.ID), api.VirtualMachines.Get)) // lists tell less
	}
	if err != nil {
		return err
	}
	config.fill(found)
	if err := config.fillNetworkInterfaces(ctx, api); err != nil {
		return err
	}
	return config.fillDiskTemplate(ctx, api)
}

// fillNetworkInterfaces reads each interface by itself: lists leave out the MAC
// address and the speed profile.
func (m *found) fillNetworkInterfaces(ctx context.Context, api *katapult.Client) error {
	var ids []string
	for listed, err := range api.VirtualMachineNetworkInterfaces.List(ctx, m.ID.ValueString()) {
		if err != nil {
			return err
		}
		ids = append(ids, listed.ID)
	}
	slices.Sort(ids)
	m.NetworkInterfaces = []networkInterface{}
	var virtualNetworkIDs []string
	for _, id := range ids {
		found, err := api.VirtualMachineNetworkInterfaces.Get(ctx, id)
		if errors.Is(err, katapult.ErrNotFound) {
			continue // deleted since the list
		}
		if err != nil {
			return err
		}
		var row networkInterface
		row.fill(found)
		m.NetworkInterfaces = append(m.NetworkInterfaces, row)
		if found.VirtualNetwork != nil { // also a detached one, such as those of a stopped machine
			virtualNetworkIDs = append(virtualNetworkIDs, found.VirtualNetwork.ID)
		}
	}
	m.VirtualNetworkIDs = attrs.Distinct(virtualNetworkIDs, func(id string) string { return id })
	if len(m.NetworkInterfaces) > 0 {
		m.NetworkSpeedProfile = m.NetworkInterfaces[0].NetworkSpeedProfile
	}
	return nil
}

// fillDiskTemplate asks the boot disk what it was made from: the machine itself
// does not know. A token that may not read disks is good for everything else.
func (m *found) fillDiskTemplate(ctx context.Context, api *katapult.Client) error {
	disks, err := api.VirtualMachines.Disks(ctx, m.ID.ValueString())
	if katapult.HasCode(err, katapult.ScopeNotGranted, katapult.PermissionDenied) {
		return nil
	}
	boot := slices.IndexFunc(disks, func(d katapult.VirtualMachineDisk) bool { return d.Boot })
	if err != nil || boot < 0 {
		return err
	}
	disk, err := api.Disks.Get(ctx, disks[boot].Disk.ID)
	if errors.Is(err, katapult.ErrNotFound) {
		return nil // deleted since the list
	}
	if err == nil && disk.Installation != nil {
		m.DiskTemplate = types.StringValue(disk.Installation.Version.Template.Permalink)
	}
	return err
}
