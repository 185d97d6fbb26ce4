// Package virtualmachinegroup manages katapult_virtual_machine_group and finds
// existing groups.
package virtualmachinegroup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the virtual machine group.
var Object = crud.Object{
	Resource:    group.New,
	DataSources: groups.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
}

var group = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_virtual_machine_group",
	Prefixes: []string{"vmgrp_"},
	Schema: schema.Schema{
		MarkdownDescription: "A group of virtual machines. Groups that segregate keep their members on different hypervisors, so that one failing hypervisor takes no more than one of them.\n\n" +
			"Deleting a group does not touch the virtual machines in it: they go on running, without a group.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the group."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the group. Names need not be unique.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"segregate": schema.BoolAttribute{
				MarkdownDescription: "Whether members are placed on different hypervisors where possible. Defaults to `true`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(true),
			},
			"auto_segregate": schema.BoolAttribute{
				MarkdownDescription: "Whether Katapult moves members apart by itself when they end up on one hypervisor. Defaults to the API's choice.",
				Optional:            true, Computed: true,
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"created_at": attrs.ComputedOnce("When the group was created, in RFC 3339."),
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID            types.String `tfsdk:"id"`
	Name          types.String `tfsdk:"name"`
	Segregate     types.Bool   `tfsdk:"segregate"`
	AutoSegregate types.Bool   `tfsdk:"auto_segregate"`
	CreatedAt     types.String `tfsdk:"created_at"`
}

func (m *attributes) arguments() katapult.VirtualMachineGroupArguments {
	return katapult.VirtualMachineGroupArguments{
		Name:          attrs.String(m.Name),
		Segregate:     attrs.Bool(m.Segregate),
		AutoSegregate: attrs.Bool(m.AutoSegregate),
	}
}

func (m *attributes) fill(g katapult.VirtualMachineGroup) {
	m.ID = types.StringValue(g.ID)
	m.Name = types.StringValue(g.Name)
	m.Segregate = types.BoolValue(g.Segregate)
	m.AutoSegregate = types.BoolValue(g.AutoSegregate)
	m.CreatedAt = attrs.Time(g.CreatedAt)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	g, err := api.VirtualMachineGroups.Create(ctx, plan.arguments())
	if err == nil {
		plan.fill(g)
	}
	return err
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	g, err := api.VirtualMachineGroups.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(g)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	g, err := api.VirtualMachineGroups.Update(ctx, prior.ID.ValueString(), plan.arguments())
	if err == nil {
		plan.fill(g)
	}
	return err
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.VirtualMachineGroups.Delete(ctx, state.ID.ValueString())
}
