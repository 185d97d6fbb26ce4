// Package virtualmachinenetworkinterface manages
// katapult_virtual_machine_network_interface, and finds existing interfaces and the
// addresses for them.
package virtualmachinenetworkinterface

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the network interface of a virtual machine.
var Object = crud.Object{
	Resource:    networkInterface.New,
	DataSources: []func() datasource.DataSource{one.New, many.New, available.New},
	Lists:       []func() list.ListResource{networkInterfaces.New},
}

var networkInterface = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_virtual_machine_network_interface",
	Prefixes: []string{"vmnet_"},
	Schema: schema.Schema{
		MarkdownDescription: "A network interface of a virtual machine, on a public network or on a virtual network.\n\n" +
			"No machine is ever started or stopped. One that is stopped has none of its interfaces attached, and Katapult attaches all of them when it starts; `attached = false` then shows up as a change in the next plan.\n\n" +
			"Work on one machine is done one after the other, and waits for the machine to come out of a transition.",
		Attributes: map[string]schema.Attribute{
			"id":                 attrs.ID("ID of the network interface."),
			"virtual_machine_id": attrs.Reference("ID of the machine."),
			"network_id": optionalReference(schema.StringAttribute{Optional: true, MarkdownDescription: "ID of the public network. Either this or `virtual_network_id` has to be set. " +
				"Changing this forces a new resource."}),
			"virtual_network_id": optionalReference(schema.StringAttribute{Optional: true, MarkdownDescription: "ID of the virtual network. Either this or `network_id` has to be set. " +
				"Changing this forces a new resource."}),
			"network_speed_profile": schema.StringAttribute{
				MarkdownDescription: "How fast it is: the permalink, such as `1gbps`, or the ID of a network speed profile. One may be written for the other without any change.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
				PlanModifiers:       []planmodifier.String{attrs.KeepWhile(sameSpeedProfile)},
			},
			"attached": schema.BoolAttribute{
				MarkdownDescription: "Whether the interface is attached while the machine runs. Defaults to `true`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(true),
			},
			"ip_address_ids": ipAddressIDs,
			"name":           attrs.ComputedOnce("Name of the interface, which Katapult makes from those of network and machine."),
			"mac_address":    attrs.ComputedOnce("MAC address."),
			"state": schema.StringAttribute{
				MarkdownDescription: "State of the interface as Katapult gives it, such as `attached` or `detached`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{attrs.KeepWhile(sameState)},
			},
			"ip_addresses":  ipAddresses,
			"speed_profile": speedProfileSchema,
		},
	},
	Validators: []resource.ConfigValidator{
		resourcevalidator.ExactlyOneOf(path.MatchRoot("network_id"), path.MatchRoot("virtual_network_id")),
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

func optionalReference(a schema.StringAttribute) schema.StringAttribute {
	a.Validators = []validator.String{attrs.NotBlank()}
	a.PlanModifiers = []planmodifier.String{stringplanmodifier.RequiresReplace()}
	return a
}

type model struct {
	ID                  types.String   `tfsdk:"id"`
	VirtualMachineID    types.String   `tfsdk:"virtual_machine_id"`
	NetworkID           types.String   `tfsdk:"network_id"`
	VirtualNetworkID    types.String   `tfsdk:"virtual_network_id"`
	NetworkSpeedProfile types.String   `tfsdk:"network_speed_profile"`
	Attached            types.Bool     `tfsdk:"attached"`
	IPAddressIDs        types.Set      `tfsdk:"ip_address_ids"`
	Name                types.String   `tfsdk:"name"`
	MACAddress          types.String   `tfsdk:"mac_address"`
	State               types.String   `tfsdk:"state"`
	IPAddresses         types.Set      `tfsdk:"ip_addresses"`
	SpeedProfile        types.Object   `tfsdk:"speed_profile"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) arguments() katapult.VirtualMachineNetworkInterfaceArguments {
	return katapult.VirtualMachineNetworkInterfaceArguments{
		NetworkID:        m.NetworkID.ValueString(),
		VirtualNetworkID: m.VirtualNetworkID.ValueString(),
		SpeedProfile:     m.NetworkSpeedProfile.ValueString(),
	}
}

// fill copies everything from an API response but attached, which also depends on the
// machine.
func (m *model) fill(i katapult.VirtualMachineNetworkInterface) {
	m.ID = types.StringValue(i.ID)
	m.VirtualMachineID = types.StringValue(i.VirtualMachine.ID)
	m.NetworkID, m.VirtualNetworkID = networkIDs(i)
	if !refersTo(m.NetworkSpeedProfile.ValueString(), i.SpeedProfile) {
		m.NetworkSpeedProfile = types.StringValue(i.SpeedProfile.Permalink)
	}
	m.IPAddressIDs = filterAllocated(m.IPAddressIDs, i)
	m.Name = types.StringValue(i.Name)
	m.MACAddress = types.StringValue(i.MACAddress)
	m.State = types.StringValue(string(i.State))
	m.IPAddresses = addressTexts(i.IPAddresses)
	m.SpeedProfile = speedProfile(i.SpeedProfile)
}

// networkIDs returns the IDs of the network and the virtual network, one of which is null.
func networkIDs(i katapult.VirtualMachineNetworkInterface) (network, virtualNetwork types.String) {
	network, virtualNetwork = types.StringNull(), types.StringNull()
	if i.Network != nil {
		network = types.StringValue(i.Network.ID)
	}
	if i.VirtualNetwork != nil {
		virtualNetwork = types.StringValue(i.VirtualNetwork.ID)
	}
	return network, virtualNetwork
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	check := addressCheck{api: api, target: plan, wait: katapult.ReleaseWatch.Wait}
	if err := check.run(ctx, attrs.SetTexts(plan.IPAddressIDs)); err != nil {
		return err
	}
	machine, err := lockMachine(ctx, api, plan.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.unlock()
	if _, err := machine.WaitSettled(ctx); err != nil {
		return blame(err)
	}
	created, err := api.VirtualMachineNetworkInterfaces.Create(ctx, machine.LockedMachine, plan.arguments())
	if err != nil {
		return blame(err)
	}
	plan.ID = types.StringValue(created.ID) // whatever fails from here on, the state has the interface
	if plan.IPAddressIDs.IsUnknown() {
		plan.IPAddressIDs = filterAllocated(plan.IPAddressIDs, created)
	}
	return convergence{api: api, machine: machine, plan: plan, progress: &model{}}.run(ctx, created)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.VirtualMachineNetworkInterfaces.Get(ctx, state.ID.ValueString())
	if err != nil {
		return err
	}
	attached, err := isAttached(ctx, now, state.Attached, func() (katapult.VirtualMachine, error) {
		return api.VirtualMachines.Get(ctx, now.VirtualMachine.ID)
	})
	if err != nil {
		return err
	}
	state.fill(now)
	state.Attached = types.BoolValue(attached)
	return nil
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	before, after := attrs.SetTexts(prior.IPAddressIDs), attrs.SetTexts(plan.IPAddressIDs)
	releases := api.IPAddresses.AnnounceReleases(attrs.Without(before, after))
	defer releases.EndAll()
	check := addressCheck{api: api, target: prior, wait: katapult.ReleaseWatch.Announced}
	if err := check.run(ctx, attrs.Without(after, before)); err != nil {
		return err
	}
	machine, err := lockMachine(ctx, api, prior.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.unlock()
	if _, err := machine.WaitSettled(ctx); err != nil {
		return blame(err)
	}
	now, err := getSettled(ctx, api, machine.LockedMachine, prior.ID.ValueString())
	if err != nil {
		return err
	}
	return convergence{api: api, machine: machine, releases: releases, plan: plan, progress: prior}.run(ctx, now)
}
