package virtualmachinenetworkinterface

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

var ipAddressIDs = schema.SetAttribute{
	MarkdownDescription: "IDs of IP addresses to allocate to the interface, of the same network; a virtual network takes none. They are released when they are taken off here, and with the interface. " +
		"`[]` releases them all. Without the argument the addresses stay that were allocated or imported; another interface would be made without them, so that it has to be set before a change that replaces the interface. " +
		"Addresses that others have allocated meanwhile are left alone, and keep the interface from being deleted until they are added here or released.",
	ElementType:   types.StringType,
	Optional:      true,
	Computed:      true,
	Validators:    []validator.Set{attrs.KnownElements(), onPublicNetworks{}},
	PlanModifiers: []planmodifier.Set{keepAddresses{}},
}

var ipAddresses = schema.SetAttribute{
	MarkdownDescription: "All addresses of the interface, whoever allocated them.",
	ElementType:         types.StringType,
	Computed:            true,
	PlanModifiers:       []planmodifier.Set{attrs.KeepWhile(sameAddresses)},
}

// onPublicNetworks rejects addresses for an interface on a virtual network.
type onPublicNetworks struct{}

// Description implements validator.Describer.
func (onPublicNetworks) Description(context.Context) string {
	return "has to be empty on a virtual network"
}

// MarkdownDescription implements validator.Describer.
func (v onPublicNetworks) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateSet implements validator.Set.
func (onPublicNetworks) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	var network types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("virtual_network_id"), &network)...)
	if len(req.ConfigValue.Elements()) > 0 && !network.IsNull() && !network.IsUnknown() {
		resp.Diagnostics.AddAttributeError(req.Path, "IP addresses on a virtual network", errAddressesOnVirtualNetwork.Error())
	}
}

var errAddressesOnVirtualNetwork = errors.New("a virtual network takes no IP addresses: leave ip_address_ids out, or set network_id instead of virtual_network_id")

// keepAddresses keeps the current addresses in the plan if the argument is not set. It
// rejects a replacement that would lose them: Terraform plans the create of a
// replacement without the prior state.
type keepAddresses struct{}

// priorAddressesKey is the key of the prior addresses in the private data of a plan.
// The plan for the create of a replacement reads them.
const priorAddressesKey = "addresses"

// Description implements planmodifier.Describer.
func (keepAddresses) Description(context.Context) string {
	return "stays as it is while the argument is left out"
}

// MarkdownDescription implements planmodifier.Describer.
func (k keepAddresses) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

// PlanModifySet implements planmodifier.Set. Terraform plans a replacement twice: first
// with the state, then without it but with the private data of the first plan.
func (keepAddresses) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	switch {
	case !req.ConfigValue.IsNull():
		return
	case !req.State.Raw.IsNull():
		if !req.StateValue.IsNull() {
			resp.PlanValue = req.StateValue
		}
		encoded, err := json.Marshal(attrs.SetTexts(req.StateValue))
		if err != nil {
			resp.Diagnostics.AddError("Cannot remember the addresses of a network interface", err.Error())
			return
		}
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, priorAddressesKey, encoded)...)
		return
	}
	encoded, problems := req.Private.GetKey(ctx, priorAddressesKey)
	resp.Diagnostics.Append(problems...)
	var lost []string
	if len(encoded) > 0 {
		if err := json.Unmarshal(encoded, &lost); err != nil {
			resp.Diagnostics.AddError("Cannot tell the addresses of a network interface", err.Error())
		}
	}
	if len(lost) > 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Replaced interface would lose its IP addresses", fmt.Sprintf(
			"The network interface has to be replaced. It has IP addresses that ip_address_ids does not name, so that the new one would be made without them: %[1]s.\n\n"+
				"To give them to the new interface, set ip_address_ids = [\"%[2]s\"]. To release them, set ip_address_ids = [].",
			strings.Join(lost, ", "), strings.Join(lost, `", "`)))
	}
}

// sameAddresses reports whether the managed addresses stay the same. If the argument is
// not set, they are unknown here, and keepAddresses keeps them.
func sameAddresses(ctx context.Context, c *attrs.Change) bool {
	var configured, before, planned types.Set
	c.Config(ctx, path.Root("ip_address_ids"), &configured)
	c.Prior(ctx, path.Root("ip_address_ids"), &before)
	c.Plan(ctx, path.Root("ip_address_ids"), &planned)
	if configured.IsNull() {
		return !before.IsNull()
	}
	return planned.Equal(before)
}

func (m *model) addManaged(addressID string) {
	if !slices.Contains(attrs.SetTexts(m.IPAddressIDs), addressID) {
		m.setManaged(append(attrs.SetTexts(m.IPAddressIDs), addressID))
	}
}

func (m *model) removeManaged(addressID string) {
	m.setManaged(attrs.Without(attrs.SetTexts(m.IPAddressIDs), []string{addressID}))
}

// setManaged also clears ip_addresses: only another read tells their texts.
func (m *model) setManaged(addressIDs []string) {
	m.IPAddressIDs, m.IPAddresses = attrs.StringSet(addressIDs), types.SetNull(types.StringType)
}

// filterAllocated returns the managed addresses that an interface has. After an import,
// and while they are unknown, all its addresses are managed.
func filterAllocated(managed types.Set, now katapult.VirtualMachineNetworkInterface) types.Set {
	if managed.IsNull() || managed.IsUnknown() {
		return attrs.StringSet(attrs.Distinct(now.IPAddresses, func(a katapult.IPAddress) string { return a.ID }))
	}
	return attrs.StringSet(slices.DeleteFunc(attrs.SetTexts(managed), func(id string) bool { return !now.HasIPAddress(id) }))
}

// addressTexts returns addresses such as "203.0.113.7".
func addressTexts(addresses []katapult.IPAddress) types.Set {
	return attrs.StringSet(attrs.Distinct(addresses, func(a katapult.IPAddress) string { return a.Address }))
}
