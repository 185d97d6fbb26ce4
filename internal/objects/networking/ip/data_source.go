// Package ip finds IP addresses.
package ip

import (
	"context"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the IP address.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New}}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_ip",
	Schema: schema.Schema{
		MarkdownDescription: "Finds an IP address of the organization, by its ID or by the address itself.",
		Attributes: map[string]schema.Attribute{
			"id":                attrs.SearchKey("ID of the address. Either this or `address` has to be set."),
			"address":           attrs.SearchKey("The address itself, such as `203.0.113.7`. Either this or `id` has to be set."),
			"address_with_mask": attrs.ComputedString("The address with the length of its network's prefix, such as `203.0.113.7/24`."),
			"version":           attrs.ComputedInt64("`4` or `6`."),
			"network_id":        attrs.ComputedString("ID of the network that the address belongs to."),
			"reverse_dns":       attrs.ComputedString("Name that the address resolves to. Unless somebody has chosen one, it follows what the address is allocated to."),
			"vip":               attrs.ComputedBool("Whether the address is a VIP, which can move between virtual machines."),
			"label":             attrs.ComputedString("Label of a VIP."),
			"allocation_type":   attrs.ComputedString("Kind of what the address is allocated to, such as `VirtualMachine`. Null while it is free."),
			"allocation_id":     attrs.ComputedString("ID of what the address is allocated to. Null while it is free."),
		},
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("address")),
	},
	Read: find,
}

type model struct {
	ID              types.String `tfsdk:"id"`
	Address         types.String `tfsdk:"address"`
	AddressWithMask types.String `tfsdk:"address_with_mask"`
	Version         types.Int64  `tfsdk:"version"`
	NetworkID       types.String `tfsdk:"network_id"`
	ReverseDNS      types.String `tfsdk:"reverse_dns"`
	VIP             types.Bool   `tfsdk:"vip"`
	Label           types.String `tfsdk:"label"`
	AllocationType  types.String `tfsdk:"allocation_type"`
	AllocationID    types.String `tfsdk:"allocation_id"`
}

func (m *model) fill(a katapult.IPAddress) {
	m.ID = types.StringValue(a.ID)
	m.Address = types.StringValue(a.Address)
	m.AddressWithMask = types.StringValue(a.AddressWithMask)
	m.Version = version(a.Address)
	m.NetworkID = types.StringValue(a.Network.ID)
	m.ReverseDNS = types.StringValue(a.ReverseDNS)
	m.VIP = types.BoolValue(a.VIP)
	m.Label = types.StringPointerValue(a.Label)
	m.AllocationType = types.StringPointerValue(a.AllocationType)
	m.AllocationID = types.StringPointerValue(a.AllocationID)
}

// version is told by the address: the API does not say it everywhere.
func version(address string) types.Int64 {
	parsed, err := netip.ParseAddr(address)
	switch {
	case err != nil:
		return types.Int64Null()
	case parsed.Is4():
		return types.Int64Value(4)
	}
	return types.Int64Value(6)
}

func find(ctx context.Context, api *katapult.Client, config *model) error {
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.IPAddresses.Get),
		crud.ByKey("address", config.Address, api.IPAddresses.GetByAddress))
	if err == nil {
		config.fill(found)
	}
	return err
}
