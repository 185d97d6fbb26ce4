package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// rowAttributes are what a machine's list tells about an interface.
var rowAttributes = map[string]schema.Attribute{
	"id":                 attrs.ComputedString("ID of the network interface."),
	"name":               attrs.ComputedString("Name of the interface, which Katapult makes from those of network and machine."),
	"network_id":         attrs.ComputedString("ID of the public network that it is on. Null on a virtual network."),
	"virtual_network_id": attrs.ComputedString("ID of the virtual network that it is on. Null on a public network."),
	"ip_address_ids":     attrs.ComputedStringSet("IDs of its IP addresses."),
	"ip_addresses":       attrs.ComputedStringSet("Its IP addresses."),
}

type row struct {
	ID               types.String `tfsdk:"id"`
	Name             types.String `tfsdk:"name"`
	NetworkID        types.String `tfsdk:"network_id"`
	VirtualNetworkID types.String `tfsdk:"virtual_network_id"`
	IPAddressIDs     types.Set    `tfsdk:"ip_address_ids"`
	IPAddresses      types.Set    `tfsdk:"ip_addresses"`
}

func (m *row) fill(i katapult.VirtualMachineNetworkInterface) {
	m.ID = types.StringValue(i.ID)
	m.Name = types.StringValue(i.Name)
	m.NetworkID, m.VirtualNetworkID = networkIDs(i)
	m.IPAddressIDs = filterAllocated(types.SetNull(types.StringType), i)
	m.IPAddresses = addressTexts(i.IPAddresses)
}

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_virtual_machine_network_interface",
	Schema: schema.Schema{
		MarkdownDescription: "Finds a network interface of a virtual machine, by its ID or by its machine and its network.",
		Attributes: attrs.With(rowAttributes, map[string]schema.Attribute{
			"id":                 attrs.SearchKey("ID of the network interface. Either this, or `virtual_machine_id` and `network` have to be set."),
			"virtual_machine_id": attrs.SearchKey("ID of the machine. It needs `network`, too."),
			"network": attrs.OptionalString("The network that it is on: the permalink or the ID of a public network, or the ID of a virtual network. " +
				"If a machine has several interfaces on a public network, Katapult chooses one of them."),
			"mac_address": attrs.ComputedString("MAC address."),
			"state":       attrs.ComputedString("State of the interface as Katapult gives it, such as `attached` or `detached`."),
			"speed_profile": schema.SingleNestedAttribute{
				Computed: true, MarkdownDescription: "How fast it is.", Attributes: attrs.ReadOnly(speedProfileSchema.Attributes),
			},
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("virtual_machine_id")),
		datasourcevalidator.RequiredTogether(path.MatchRoot("virtual_machine_id"), path.MatchRoot("network")),
	},
	Read: find,
}

type found struct {
	row

	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
	Network          types.String `tfsdk:"network"`
	MACAddress       types.String `tfsdk:"mac_address"`
	State            types.String `tfsdk:"state"`
	SpeedProfile     types.Object `tfsdk:"speed_profile"`
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	now, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.VirtualMachineNetworkInterfaces.Get),
		crud.ByKey("virtual_machine_id", config.VirtualMachineID, func(ctx context.Context, machineID string) (katapult.VirtualMachineNetworkInterface, error) {
			return findOnNetwork(ctx, api, machineID, config.Network.ValueString())
		}))
	if err != nil {
		return err
	}
	config.fill(now)
	config.VirtualMachineID = types.StringValue(now.VirtualMachine.ID)
	config.MACAddress = types.StringValue(now.MACAddress)
	config.State = types.StringValue(string(now.State))
	config.SpeedProfile = speedProfile(now.SpeedProfile)
	return nil
}

// findOnNetwork reads the interface of a machine by its ID, once that is known: the API
// leaves out the speed profile otherwise.
func findOnNetwork(ctx context.Context, api *katapult.Client, machineID, network string) (katapult.VirtualMachineNetworkInterface, error) {
	var interfaceID string
	if strings.HasPrefix(network, "vnet_") {
		var ids []string
		for nic, err := range api.VirtualMachineNetworkInterfaces.List(ctx, machineID) {
			if err != nil {
				return nic, err
			}
			if nic.VirtualNetwork != nil && nic.VirtualNetwork.ID == network {
				ids, interfaceID = append(ids, nic.ID), nic.ID
			}
		}
		switch {
		case len(ids) == 0:
			return katapult.VirtualMachineNetworkInterface{}, crud.At(path.Root("network"), errors.New("the machine has no interface on this virtual network"))
		case len(ids) > 1:
			return katapult.VirtualMachineNetworkInterface{}, crud.At(path.Root("network"), fmt.Errorf(
				"%d interfaces of the machine are on this virtual network: %s; set id to choose one of them", len(ids), strings.Join(ids, ", ")))
		}
	} else {
		nic, err := api.VirtualMachineNetworkInterfaces.GetOnNetwork(ctx, machineID, network)
		if katapult.HasCode(err, katapult.NetworkNotFound, katapult.NoInterfaceOnNetwork) {
			err = crud.At(path.Root("network"), err)
		}
		if err != nil {
			return nic, err
		}
		interfaceID = nic.ID
	}
	return api.VirtualMachineNetworkInterfaces.Get(ctx, interfaceID)
}

var many = crud.DataSource[*katapult.Client, listed]{
	Type: "katapult_virtual_machine_network_interfaces",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the network interfaces of a virtual machine, as far as a list tells about them. " +
			"The data source `katapult_virtual_machine_network_interface` tells more about a single one.",
		Attributes: map[string]schema.Attribute{
			"virtual_machine_id": required("ID of the machine."),
			"network_interfaces": attrs.NestedList("The network interfaces.", rowAttributes),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *listed) error {
		config.Rows = []row{}
		for nic, err := range api.VirtualMachineNetworkInterfaces.List(ctx, config.VirtualMachineID.ValueString()) {
			if err != nil {
				return blame(err)
			}
			var r row
			r.fill(nic)
			config.Rows = append(config.Rows, r)
		}
		return nil
	},
}

type listed struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
	Rows             []row        `tfsdk:"network_interfaces"`
}

var available = crud.DataSource[*katapult.Client, availableIPs]{
	Type: "katapult_virtual_machine_network_interface_available_ips",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the IP addresses that can be allocated to a network interface: the free ones of the organization that belong to its network.",
		Attributes: map[string]schema.Attribute{
			"network_interface_id": required("ID of the network interface."),
			"version": schema.Int64Attribute{
				Required: true, MarkdownDescription: "Version of the addresses: `4` or `6`.", Validators: []validator.Int64{int64validator.OneOf(4, 6)},
			},
			"ip_addresses": attrs.NestedList("The addresses.", map[string]schema.Attribute{
				"id":                attrs.ComputedString("ID of the address."),
				"address":           attrs.ComputedString("The address itself."),
				"address_with_mask": attrs.ComputedString("The address with the length of its pool's prefix."),
				"vip":               attrs.ComputedBool("Whether the address is a VIP."),
				"label":             attrs.ComputedString("Label of a VIP. `\"\"` for any other address."),
			}),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *availableIPs) error {
		addresses, err := api.VirtualMachineNetworkInterfaces.AvailableIPs(ctx, config.NetworkInterfaceID.ValueString(), config.Version.ValueInt64())
		if errors.Is(err, katapult.ErrNotFound) {
			return crud.At(path.Root("network_interface_id"), err)
		}
		config.Rows = crud.Rows(addresses, func(katapult.IPAddress) bool { return true }, (*availableIP).fill)
		return err
	},
}

type availableIPs struct {
	NetworkInterfaceID types.String  `tfsdk:"network_interface_id"`
	Version            types.Int64   `tfsdk:"version"`
	Rows               []availableIP `tfsdk:"ip_addresses"`
}

type availableIP struct {
	ID              types.String `tfsdk:"id"`
	Address         types.String `tfsdk:"address"`
	AddressWithMask types.String `tfsdk:"address_with_mask"`
	VIP             types.Bool   `tfsdk:"vip"`
	Label           types.String `tfsdk:"label"`
}

func (m *availableIP) fill(a katapult.IPAddress) {
	m.ID = types.StringValue(a.ID)
	m.Address = types.StringValue(a.Address)
	m.AddressWithMask = types.StringValue(a.AddressWithMask)
	m.VIP = types.BoolValue(a.VIP)
	m.Label = types.StringValue("")
	if a.Label != nil {
		m.Label = types.StringValue(*a.Label)
	}
}

// required is the ID of the object that a data source is about.
func required(description string) schema.StringAttribute {
	return schema.StringAttribute{Required: true, MarkdownDescription: description, Validators: []validator.String{attrs.NotBlankIfSet()}}
}
