package ip

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_ip",
	Schema: schema.Schema{
		MarkdownDescription: "Finds an IP address of the organization, by its ID or by the address itself.",
		Attributes: attrs.With(attrs.ReadOnly(address.Schema.Attributes), map[string]schema.Attribute{
			"id":         attrs.SearchKey("ID of the address. This or `address` has to be set; if both are, this counts."),
			"address":    attrs.SearchKey("The address itself, such as `203.0.113.7`. This or `id` has to be set."),
			"version":    attrs.ComputedInt64("`4` or `6`."),
			"network_id": attrs.ComputedString("ID of the network that the address belongs to."),
			"vip":        attrs.ComputedBool("Whether the address is a VIP, which can move between virtual machines."),
			"label":      attrs.ComputedString("Label of a VIP. `\"\"` for any other address."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.AtLeastOneOf(path.MatchRoot("id"), path.MatchRoot("address")),
	},
	Read: func(ctx context.Context, api *katapult.Client, config *attributes) error {
		found, err := crud.Resolve(ctx,
			crud.ByKey("id", config.ID, api.IPAddresses.Get),
			crud.ByKey("address", config.Address, api.IPAddresses.GetByAddress))
		if err == nil {
			config.fill(found)
		}
		return err
	},
}

var many = crud.DataSource[*katapult.Client, addresses]{
	Type: "katapult_ips",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the IP addresses of the organization, as far as a list tells about them. The data source `katapult_ip` tells more about a single one.",
		Attributes: map[string]schema.Attribute{
			"allocated": schema.BoolAttribute{Optional: true, MarkdownDescription: filters["allocated"]},
			"network_id": schema.StringAttribute{
				Optional: true, MarkdownDescription: filters["network_id"], Validators: []validator.String{attrs.NotBlankIfSet()},
			},
			"version": schema.Int64Attribute{
				Optional: true, MarkdownDescription: filters["version"], Validators: []validator.Int64{int64validator.OneOf(4, 6)},
			},
			"vip": schema.BoolAttribute{Optional: true, MarkdownDescription: filters["vip"]},
			"ip_addresses": attrs.NestedList("The addresses.", map[string]schema.Attribute{
				"id":              attrs.ComputedString("ID of the address."),
				"address":         attrs.ComputedString("The address itself."),
				"version":         attrs.ComputedInt64("`4` or `6`."),
				"vip":             attrs.ComputedBool("Whether the address is a VIP."),
				"reverse_dns":     attrs.ComputedString("Name that the address resolves to."),
				"allocation_type": attrs.ComputedString("Kind of what the address is allocated to. `\"\"` while it is free."),
				"allocation_id":   attrs.ComputedString("ID of what the address is allocated to. `\"\"` while it is free."),
			}),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *addresses) error {
		config.Rows = []row{}
		for a, err := range config.matching(ctx, api) {
			if err != nil {
				return err
			}
			config.Rows = append(config.Rows, rowOf(a))
		}
		return nil
	},
}

type addresses struct {
	filter

	Rows []row `tfsdk:"ip_addresses"`
}

// row has what a list tells about an address.
type row struct {
	ID             types.String `tfsdk:"id"`
	Address        types.String `tfsdk:"address"`
	Version        types.Int64  `tfsdk:"version"`
	VIP            types.Bool   `tfsdk:"vip"`
	ReverseDNS     types.String `tfsdk:"reverse_dns"`
	AllocationType types.String `tfsdk:"allocation_type"`
	AllocationID   types.String `tfsdk:"allocation_id"`
}

func rowOf(a katapult.IPAddress) row {
	var m attributes
	m.fill(a)
	return row{m.ID, m.Address, m.Version, m.VIP, m.ReverseDNS, m.AllocationType, m.AllocationID}
}

var filters = map[string]string{
	"allocated":  "Only addresses that are allocated to something, or only free ones. Defaults to both.",
	"network_id": "Only addresses of the network with this ID. No list tells the networks, so that this asks for each address that the other filters let through. Defaults to those of all networks.",
	"version":    "Only addresses of this version, `4` or `6`. Defaults to both.",
	"vip":        "Only VIPs, or only other addresses. Defaults to both.",
}

type filter struct {
	Allocated types.Bool   `tfsdk:"allocated"`
	NetworkID types.String `tfsdk:"network_id"`
	Version   types.Int64  `tfsdk:"version"`
	VIP       types.Bool   `tfsdk:"vip"`
}

// matching yields the addresses that the filter lets through. They are rows of the list,
// unless it asks for a network.
func (f filter) matching(ctx context.Context, api *katapult.Client) iter.Seq2[katapult.IPAddress, error] {
	return func(yield func(katapult.IPAddress, error) bool) {
		rows, err := api.IPAddresses.List(ctx)
		if err != nil {
			yield(katapult.IPAddress{}, err)
			return
		}
		for _, a := range rows {
			if !f.fitsRow(a) {
				continue
			}
			if !f.NetworkID.IsNull() {
				a, err = api.IPAddresses.Get(ctx, a.ID)
				if errors.Is(err, katapult.ErrNotFound) || err == nil && a.Network.ID != f.NetworkID.ValueString() {
					continue // it may have been released since it was listed
				}
			}
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

func (f filter) fitsRow(a katapult.IPAddress) bool {
	return (f.Allocated.IsNull() || f.Allocated.ValueBool() == (a.AllocationID != nil)) &&
		(f.Version.IsNull() || f.Version.ValueInt64() == a.Version()) &&
		(f.VIP.IsNull() || f.VIP.ValueBool() == a.VIP)
}

var listing = crud.List[*katapult.Client, filter, katapult.IPAddress, model]{
	Resource: address,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the IP addresses of the organization.",
		Attributes: map[string]listschema.Attribute{
			"allocated":  listschema.BoolAttribute{Optional: true, MarkdownDescription: filters["allocated"]},
			"network_id": attrs.ListFilter(filters["network_id"]),
			"version": listschema.Int64Attribute{
				Optional: true, MarkdownDescription: filters["version"], Validators: []validator.Int64{int64validator.OneOf(4, 6)},
			},
			"vip": listschema.BoolAttribute{Optional: true, MarkdownDescription: filters["vip"]},
		},
	},
	Items: func(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.IPAddress, error] {
		return f.matching(ctx, api)
	},
	Fill: func(_ context.Context, m *model, a katapult.IPAddress) error {
		m.fill(a)
		return nil
	},
	Complete: func(ctx context.Context, api *katapult.Client, m *model) error {
		a, err := api.IPAddresses.Get(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(a)
		}
		if !a.VIP {
			m.Label = types.StringNull() // a generated configuration could not be applied with ""
		}
		return err
	},
}
