// Package ip manages katapult_ip and finds existing IP addresses.
package ip

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the IP address.
var Object = crud.Object{
	Resource:    address.New,
	DataSources: []func() datasource.DataSource{one.New, many.New},
	Lists:       []func() list.ListResource{listing.New},
}

var address = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_ip",
	Prefixes: []string{"ip_"},
	Schema: schema.Schema{
		MarkdownDescription: "An IP address that the organization leases. Katapult chooses the address from the pool of the network.\n\n" +
			"The lease ends with the resource. The ID belongs to the address and not to the lease: whoever leases the address next gets the same ID. " +
			"So a destroy refuses to end the lease of an address that something has got since the plan was made. It waits for what the same run takes the address from.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the address."),
			"network_id": schema.StringAttribute{
				MarkdownDescription: "ID of the network that the address belongs to. Defaults to the default network of the provider's `data_center`. Changing this forces a new resource.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			"version": schema.Int64Attribute{
				MarkdownDescription: "`4` or `6`. An IPv6 address is a single one, too: its mask is that of the pool. Changing this forces a new resource. Defaults to `4`.",
				Optional:            true, Computed: true,
				Default:       int64default.StaticInt64(4),
				Validators:    []validator.Int64{int64validator.OneOf(4, 6)},
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			},
			"vip": schema.BoolAttribute{
				MarkdownDescription: "Whether the address is a VIP, which can move between virtual machines. A VIP needs a `label`. Defaults to `false`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(false),
			},
			"label": schema.StringAttribute{
				MarkdownDescription: "Label of a VIP; no other address has one. An absent one is `\"\"`.",
				Optional:            true, Computed: true,
				Default:    stringdefault.StaticString(""),
				Validators: []validator.String{attrs.NotBlank()},
			},
			"address":           attrs.ComputedOnce("The address itself, such as `203.0.113.7`."),
			"address_with_mask": attrs.ComputedOnce("The address with the length of its pool's prefix, such as `203.0.113.7/22`."),
			"reverse_dns": movesByItself("Name that the address resolves to. Unless somebody has chosen one, it follows what the address is allocated to. " +
				"`katapult_ip_reverse_dns` chooses one."),
			"allocation_type": movesByItself("Kind of what the address is allocated to, such as `VirtualMachine`. `\"\"` while it is free."),
			"allocation_id":   movesByItself("ID of what the address is allocated to. `\"\"` while it is free."),
		},
	},
	Validators: []resource.ConfigValidator{labelledVIP{}},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "an IP address", Fits: katapult.IsIPAddress,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.IPAddresses.GetByAddress(ctx, written)
			return []string{found.ID}, err
		},
	},
	Plan:   plan,
	Create: create, Read: read, Update: update, Destroy: destroy,
}

// movesByItself is a string that others change, in the same run too. A plan promises
// nothing about it when it changes the address.
func movesByItself(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{attrs.KeepUnless("vip", "label")},
	}
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
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

func (m *attributes) fill(a katapult.IPAddress) {
	m.ID = types.StringValue(a.ID)
	m.Address = types.StringValue(a.Address)
	m.AddressWithMask = types.StringValue(a.AddressWithMask)
	m.Version = types.Int64Value(a.Version())
	m.NetworkID = types.StringValue(a.Network.ID)
	m.ReverseDNS = types.StringValue(a.ReverseDNS)
	m.VIP = types.BoolValue(a.VIP)
	m.Label = orEmpty(a.Label)
	m.AllocationType = orEmpty(a.AllocationType)
	m.AllocationID = orEmpty(a.AllocationID)
}

// orEmpty is "" for what is absent, as in states of the krystal/katapult provider.
func orEmpty(text *string) types.String {
	if text == nil {
		return types.StringValue("")
	}
	return types.StringValue(*text)
}

// known is what a refresh has to know of the address.
func (m *attributes) known() katapult.IPAddress {
	return katapult.IPAddress{
		ID: m.ID.ValueString(), AddressWithMask: m.AddressWithMask.ValueString(), VIP: m.VIP.ValueBool(),
		Network: katapult.Network{ID: m.NetworkID.ValueString()},
	}
}

// plan refuses a new address for which there is no network.
func plan(ctx context.Context, api *katapult.Client, prior, _ *model) error {
	if prior != nil || api.DataCenter() != "" {
		return nil
	}
	config, err := crud.Config[model](ctx)
	if err != nil || !config.NetworkID.IsNull() {
		return err
	}
	return blame(&katapult.NoDataCenterError{})
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	network := plan.NetworkID.ValueString()
	if network == "" {
		var err error
		if network, err = api.Networks.DefaultID(ctx); err != nil {
			return blame(err)
		}
	}
	created, err := api.IPAddresses.Create(ctx, katapult.IPAddressArguments{
		NetworkID: network, Version: plan.Version.ValueInt64(), VIP: plan.VIP.ValueBool(), Label: plan.Label.ValueString(),
	})
	if err == nil {
		plan.fill(created)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.IPAddresses.Refresh(ctx, state.known())
	if err == nil {
		state.fill(now)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	change := katapult.IPAddressChange{Label: attrs.String(plan.Label)} // vip never changes without it
	if !plan.VIP.Equal(prior.VIP) {
		change.VIP = attrs.Bool(plan.VIP)
	}
	now, err := api.IPAddresses.Update(ctx, prior.ID.ValueString(), change)
	if err == nil {
		plan.fill(now)
	}
	return blame(err)
}

// destroy ends the lease. It refuses that if the address has got an owner since the
// state was read: the lease may be a newer one.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	now, err := awaitRelease(ctx, api, state.ID.ValueString())
	if err != nil {
		return err
	}
	if owner := now.Owner(); owner != "" && owner != state.AllocationID.ValueString() {
		text, err := api.VirtualMachineNetworkInterfaces.Owner(ctx, now, "")
		if err != nil {
			text = fmt.Sprintf("%s (which of its interfaces that is cannot be found out: %s)", text, err)
		}
		return &inUseError{text}
	}
	return api.IPAddresses.Delete(ctx, now)
}

// awaitRelease returns an address when it is free, or when no operation of this run is
// about to take it from what has it.
func awaitRelease(ctx context.Context, api *katapult.Client, addressID string) (katapult.IPAddress, error) {
	for {
		watch := api.IPAddresses.WatchRelease(addressID)
		now, err := api.IPAddresses.GetFree(ctx, addressID)
		if err != nil || now.Owner() == "" {
			return now, err
		}
		released, err := watch.Wait(ctx)
		if err != nil {
			return now, fmt.Errorf("waiting until it is taken from %s: %w", now.Owner(), err)
		}
		if !released {
			return api.IPAddresses.Get(ctx, addressID)
		}
	}
}

// inUseError refuses to end the lease of an address that something uses.
type inUseError struct{ owner string }

func (e *inUseError) Error() string {
	return e.owner + ". The plan did not know that, and the address may be part of a newer lease. It was not released"
}

// Hint says what the user can do.
func (e *inUseError) Hint() string {
	return "Plan again and look at allocation_id: if the address is to go nevertheless, apply that plan. " +
		"If it belongs to something else by now, take the resource out of the configuration with a removed block, or out of the state with terraform state rm."
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	var noCenter *katapult.NoDataCenterError
	switch {
	case katapult.RefusedArgument(err, "label") != "":
		return crud.At(path.Root("label"), err)
	case katapult.HasCode(err, katapult.NetworkNotFound, katapult.DataCenterNotFound), errors.As(err, &noCenter):
		return crud.At(path.Root("network_id"), err)
	}
	return err
}

// labelledVIP refuses a VIP without a label, and a label of anything else.
type labelledVIP struct{}

func (labelledVIP) Description(context.Context) string {
	return "a VIP needs a label, and nothing else has one"
}

func (l labelledVIP) MarkdownDescription(ctx context.Context) string { return l.Description(ctx) }

func (labelledVIP) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var vip types.Bool
	var label types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("vip"), &vip)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("label"), &label)...)
	switch {
	case vip.IsUnknown() || label.IsUnknown():
	case vip.ValueBool() && label.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("vip"), "VIP without a label", "A VIP needs a label: set label, too.")
	case !vip.ValueBool() && !label.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("label"), "Label of an address that is no VIP",
			"Only VIPs have a label; Katapult drops that of any other address. Set vip = true, or leave label out.")
	}
}
