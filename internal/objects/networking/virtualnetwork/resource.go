// Package virtualnetwork manages katapult_virtual_network and finds existing
// virtual networks.
package virtualnetwork

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the virtual network.
var Object = crud.Object{
	Resource:    virtualNetwork.New,
	DataSources: networks.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
}

var virtualNetwork = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_virtual_network",
	Prefixes: []string{"vnet_"},
	Schema: schema.Schema{
		MarkdownDescription: "A virtual network: a private network of the organization within a data centre. `katapult_virtual_machine_network_interface` puts virtual machines on it.\n\n" +
			"It can be destroyed when no network interface is on it. " +
			"A destroy waits for interfaces that the same run deletes, and shows Katapult's reasons if there are others.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the virtual network."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the virtual network. Names need not be unique.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"data_center_id": schema.StringAttribute{
				MarkdownDescription: "ID of the data centre that it is in. Defaults to the provider's `data_center`. Changing this forces a new resource.",
				Optional:            true, Computed: true,
				Validators: []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace(),
				},
			},
		},
	},
	Plan:   plan,
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	network

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// plan refuses a new virtual network for which there is no data centre.
func plan(ctx context.Context, api *katapult.Client, prior, _ *model) error {
	if prior != nil || api.DataCenter() != "" {
		return nil
	}
	config, err := crud.Config[model](ctx)
	if err != nil || !config.DataCenterID.IsNull() {
		return err
	}
	return blame(&katapult.NoDataCenterError{})
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	n, err := api.VirtualNetworks.Create(ctx, katapult.VirtualNetworkArguments{
		Name: plan.Name.ValueString(), DataCenterID: plan.DataCenterID.ValueString(),
	})
	if err == nil {
		plan.fill(n)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	n, err := api.VirtualNetworks.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(n)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	n, err := api.VirtualNetworks.Rename(ctx, prior.ID.ValueString(), plan.Name.ValueString())
	if err == nil {
		plan.fill(n)
	}
	return blame(err)
}

// destroy waits while other operations of this run delete interfaces that are on
// the network, because Terraform may run them in any order.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	for began := time.Now(); ; {
		watch := api.VirtualNetworks.WatchRelease(state.ID.ValueString())
		err := api.VirtualNetworks.Delete(ctx, state.ID.ValueString())
		if !errors.Is(err, katapult.DeletionRestricted) {
			return err
		}
		released, waitErr := watch.Wait(ctx)
		switch {
		case waitErr != nil:
			return fmt.Errorf("%w; waiting for a network interface to be deleted: %w", err, waitErr)
		case !released:
			return fmt.Errorf("%w; waited %s for this run to delete the network interfaces on it", err, time.Since(began).Round(100*time.Millisecond))
		}
	}
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	var noCenter *katapult.NoDataCenterError
	switch {
	case katapult.RefusedArgument(err, "name") != "":
		return crud.At(path.Root("name"), err)
	case errors.Is(err, katapult.DataCenterNotFound), errors.As(err, &noCenter):
		return crud.At(path.Root("data_center_id"), err)
	}
	return err
}
