// Package ipreversedns manages katapult_ip_reverse_dns.
package ipreversedns

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the reverse name of an IP address.
var Object = crud.Object{Resource: reverseDNS.New}

var reverseDNS = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_ip_reverse_dns",
	Key:      []string{"ip_address_id"},
	Prefixes: []string{"ip_"},
	Schema: schema.Schema{
		MarkdownDescription: "Chooses the name that an IP address resolves to.\n\n" +
			"Katapult sets the name anew whenever the address is allocated to a machine or taken from it. So this has to depend on what allocates the address, such as `katapult_ip_allocation` or the machine; " +
			"a name that was set anew since is drift, and set back by the next apply.\n\n" +
			"A destroy resets the name to Katapult's own, unless it has become another one meanwhile. Should Katapult refuse that, the name stays, with a warning.",
		Attributes: map[string]schema.Attribute{
			"id":            attrs.ID("ID of the address."),
			"ip_address_id": attrs.Reference("ID of the address."),
			"reverse_dns": schema.StringAttribute{
				MarkdownDescription: "The name: a fully qualified host name, such as `www.example.com`. Capitals and a full stop at the end make no difference. " +
					"A name of another alphabet has to be in its ASCII form (`xn--…`).",
				Required: true,
				Validators: []validator.String{
					stringvalidator.RegexMatches(hostName, "must be a fully qualified host name, such as www.example.com"), stringvalidator.LengthAtMost(254),
				},
				PlanModifiers: []planmodifier.String{attrs.KeepWhile(keepsName)},
			},
			"address": attrs.ComputedOnce("The address itself, such as `203.0.113.7`."),
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "an IP address", Fits: katapult.IsIPAddress,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.IPAddresses.GetByAddress(ctx, written)
			return []string{found.ID}, err
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

// hostName is two labels or more. Other rules are the API's.
var hostName = regexp.MustCompile(`^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$`)

type model struct {
	ID          types.String   `tfsdk:"id"`
	IPAddressID types.String   `tfsdk:"ip_address_id"`
	ReverseDNS  types.String   `tfsdk:"reverse_dns"`
	Address     types.String   `tfsdk:"address"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`
}

// fill keeps the spelling of the name, if it means the same.
func (m *model) fill(a katapult.IPAddress) {
	m.ID, m.Address = m.IPAddressID, types.StringValue(a.Address)
	if !katapult.SameHostName(m.ReverseDNS.ValueString(), a.ReverseDNS) {
		m.ReverseDNS = types.StringValue(a.ReverseDNS)
	}
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	return set(ctx, api, plan)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.IPAddresses.GetBasics(ctx, state.IPAddressID.ValueString())
	if err == nil {
		state.fill(now)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, _ *model) error {
	return set(ctx, api, plan)
}

// set sets the planned name.
func set(ctx context.Context, api *katapult.Client, plan *model) error {
	name := katapult.HostName(plan.ReverseDNS.ValueString())
	now, err := api.IPAddresses.Update(ctx, plan.IPAddressID.ValueString(), katapult.IPAddressChange{ReverseDNS: &name})
	switch {
	case err == nil:
		plan.fill(now)
	case katapult.HasCode(err, katapult.IPAddressNotFound):
		err = crud.At(path.Root("ip_address_id"), err)
	case katapult.HasCode(err, katapult.ValidationFailed):
		err = crud.At(path.Root("reverse_dns"), err)
	}
	return err
}

// destroy resets the name. One that others have set since stays.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	now, err := api.IPAddresses.Get(ctx, state.IPAddressID.ValueString())
	if err != nil || !katapult.SameHostName(now.ReverseDNS, state.ReverseDNS.ValueString()) {
		return err
	}
	reset := ""
	_, err = api.IPAddresses.Update(ctx, now.ID, katapult.IPAddressChange{ReverseDNS: &reset})
	if katapult.HasCode(err, katapult.ValidationFailed, katapult.InvalidArgument) {
		crud.Warn(ctx, "Name of an IP address kept", fmt.Sprintf(
			"IP address %s (%s) still resolves to %s: Katapult refused to reset that: %s\n\nThe resource has left the state. The name changes when the address is allocated to something else.",
			now.Address, now.ID, now.ReverseDNS, err))
		return nil
	}
	return err
}

// keepsName reports whether the planned name means the same as that of the state.
func keepsName(ctx context.Context, c *attrs.Change) bool {
	var prior, planned types.String
	c.Prior(ctx, path.Root("reverse_dns"), &prior)
	c.Plan(ctx, path.Root("reverse_dns"), &planned)
	return katapult.SameHostName(planned.ValueString(), prior.ValueString())
}
