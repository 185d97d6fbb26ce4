// Package loadbalancer manages katapult_load_balancer and finds existing load balancers.
package loadbalancer

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the load balancer.
var Object = crud.Object{
	Resource:    balancer.New,
	DataSources: []func() datasource.DataSource{one.New, many.New},
	Lists:       []func() list.ListResource{listing.New},
	Ephemerals:  []func() ephemeral.EphemeralResource{certificate.New},
}

var balancer = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_load_balancer",
	Prefixes: []string{"lb_"},
	Schema: schema.Schema{
		MarkdownDescription: "A load balancer, which distributes connections to virtual machines. `katapult_load_balancer_rule` says which connections.\n\n" +
			"It names virtual machines itself, or groups or tags of them; a machine that joins a group or gets a tag needs no change here. " +
			"An argument that is left out names none. Where something else decides what is behind the load balancer, such as Kubernetes, list the argument in `ignore_changes`.\n\n" +
			"A destroy deletes the rules of the load balancer, too, and releases its IP address. Katapult creates one load balancer after the other, each of which takes some seconds.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the load balancer."),
			"name": schema.StringAttribute{
				MarkdownDescription: fmt.Sprintf("Name of the load balancer, of at most %d characters. Names need not be unique.", katapult.MaxLoadBalancerName),
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank(), stringvalidator.UTF8LengthAtMost(katapult.MaxLoadBalancerName)},
			},
			"virtual_machine_ids":       targetSet("IDs of the virtual machines behind the load balancer.", "virtual_machine_group_ids", "tag_ids"),
			"virtual_machine_group_ids": targetSet("IDs of the virtual machine groups whose machines are behind the load balancer.", "virtual_machine_ids", "tag_ids"),
			"tag_ids":                   targetSet("IDs of the tags whose virtual machines are behind the load balancer.", "virtual_machine_ids", "virtual_machine_group_ids"),
			"https_redirect": schema.BoolAttribute{
				MarkdownDescription: "Whether HTTP requests are redirected to HTTPS. This opens port 80. Defaults to `false`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(false),
			},
			"enable_weighting": schema.BoolAttribute{
				MarkdownDescription: "Whether `weights` take effect. Defaults to `false`.",
				Optional:            true, Computed: true,
				PlanModifiers: []planmodifier.Bool{falseOnceRead{}},
			},
			"weights": schema.MapAttribute{
				MarkdownDescription: fmt.Sprintf("Weights of virtual machines, by their IDs: a machine with a higher weight gets more connections. "+
					"Machines that are left out keep the weight that they have, which is %d for new ones. One that is removed from here gets that again.", katapult.DefaultLoadBalancerWeight),
				ElementType: types.Int64Type, Optional: true,
				Validators: []validator.Map{knownWeights{}},
			},
			"standby_virtual_machine_ids": schema.SetAttribute{
				MarkdownDescription: "IDs of the virtual machines that only get connections if no other machine can. If the argument is removed, they stay.",
				ElementType:         types.StringType, Optional: true, Computed: true,
				Validators:    []validator.Set{attrs.KnownElements()},
				PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
			},
			"api_reference": schema.StringAttribute{
				MarkdownDescription: "Name by which programs find the load balancer. No other load balancer may have it.",
				Optional:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"data_center_id": schema.StringAttribute{
				MarkdownDescription: "ID of the data centre that it is in. Defaults to the provider's `data_center`. Changing this forces a new resource.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), replaceIfKnown()},
			},
			"annotations": schema.MapAttribute{
				MarkdownDescription: "Annotations of the load balancer: keys and values that other programs can find it by.",
				ElementType:         types.StringType, Optional: true,
				Validators: []validator.Map{attrs.KnownValues()},
			},
			"ip_address":          attrs.ComputedOnce("IP address that the load balancer listens on."),
			"ip_address_id":       attrs.ComputedOnce("ID of that address."),
			"backend_certificate": attrs.ComputedOnce("Certificate that the load balancer presents to machines, in PEM format. The ephemeral resource `katapult_load_balancer_backend_certificate` has the key of it."),
		},
	},
	Validators: []resource.ConfigValidator{fittingTargets{}, fittingWeights{}},
	Plan:       plan,
	Create:     create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID                       types.String `tfsdk:"id"`
	Name                     types.String `tfsdk:"name"`
	VirtualMachineIDs        types.Set    `tfsdk:"virtual_machine_ids"`
	VirtualMachineGroupIDs   types.Set    `tfsdk:"virtual_machine_group_ids"`
	TagIDs                   types.Set    `tfsdk:"tag_ids"`
	HTTPSRedirect            types.Bool   `tfsdk:"https_redirect"`
	EnableWeighting          types.Bool   `tfsdk:"enable_weighting"`
	Weights                  types.Map    `tfsdk:"weights"`
	StandbyVirtualMachineIDs types.Set    `tfsdk:"standby_virtual_machine_ids"`
	APIReference             types.String `tfsdk:"api_reference"`
	DataCenterID             types.String `tfsdk:"data_center_id"`
	Annotations              types.Map    `tfsdk:"annotations"`
	IPAddress                types.String `tfsdk:"ip_address"`
	IPAddressID              types.String `tfsdk:"ip_address_id"`
	BackendCertificate       types.String `tfsdk:"backend_certificate"`
}

// fill copies a load balancer, but for its weights and annotations, of which a resource has
// only its own. Sets of targets that it does not use become unused.
func (m *attributes) fill(b katapult.LoadBalancer, unused types.Set) {
	m.ID = types.StringValue(b.ID)
	m.Name = types.StringValue(b.Name)
	m.setTargets(b, unused)
	m.HTTPSRedirect = types.BoolValue(b.HTTPSRedirect)
	m.EnableWeighting = types.BoolValue(b.EnableWeighting)
	m.StandbyVirtualMachineIDs = idSet(b.StandbyMachineIDs)
	m.APIReference = types.StringNull()
	if b.APIReference != nil && *b.APIReference != "" {
		m.APIReference = types.StringValue(*b.APIReference)
	}
	m.DataCenterID = types.StringValue(b.DataCenter.ID)
	m.IPAddress = types.StringValue(b.IPAddress.Address)
	m.IPAddressID = types.StringValue(b.IPAddress.ID)
	m.BackendCertificate = types.StringValue(b.BackendCertificate)
}

// refill copies a load balancer into a model that knows which weights and annotations are
// its own.
func (m *model) refill(b katapult.LoadBalancer) {
	m.fill(b, idSet(nil))
	m.Weights = keptWeights(m.Weights, b.Weights)
	m.Annotations = attrs.Kept(m.Annotations, b.Annotations)
}

// adopt copies a load balancer that has not been managed. Weights that nobody has given
// are left out.
func (m *model) adopt(b katapult.LoadBalancer) {
	m.fill(b, idSet(nil))
	m.Weights = givenWeights(b.Weights)
	m.Annotations = types.MapNull(types.StringType)
	if len(b.Annotations) > 0 {
		m.Annotations = attrs.TextMap(b.Annotations)
	}
}

// arguments are what differs from another model, but for weights and annotations.
func (m *attributes) arguments(prior attributes) (a katapult.LoadBalancerArguments, err error) {
	if !m.Name.Equal(prior.Name) {
		a.Name = attrs.String(m.Name)
	}
	if !m.APIReference.Equal(prior.APIReference) {
		a.APIReference = katapult.Null[string]()
		if reference := attrs.String(m.APIReference); reference != nil {
			a.APIReference = katapult.Set(*reference)
		}
	}
	if !m.sameTargets(prior) {
		a.ResourceType, a.ResourceIDs, err = m.targets()
	}
	if !m.HTTPSRedirect.Equal(prior.HTTPSRedirect) {
		a.HTTPSRedirect = attrs.Bool(m.HTTPSRedirect)
	}
	if !m.EnableWeighting.Equal(prior.EnableWeighting) {
		a.EnableWeighting = attrs.Bool(m.EnableWeighting)
	}
	if !m.StandbyVirtualMachineIDs.Equal(prior.StandbyVirtualMachineIDs) && !m.StandbyVirtualMachineIDs.IsUnknown() {
		a.StandbyMachineIDs = append([]string{}, attrs.SetTexts(m.StandbyVirtualMachineIDs)...)
	}
	return a, err
}

// plan refuses a new load balancer for which there is no data centre.
func plan(ctx context.Context, api *katapult.Client, prior, _ *model) error {
	if prior != nil || api.DataCenter() != "" {
		return nil
	}
	config, err := crud.Config[model](ctx)
	if err != nil || !config.DataCenterID.IsNull() {
		return err
	}
	return config.blame(&katapult.NoDataCenterError{})
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	a, err := plan.arguments(attributes{})
	if err != nil {
		return err
	}
	a.DataCenterID = plan.DataCenterID.ValueString()
	a.Weights = listed(weightsOf(plan.Weights))
	if texts := attrs.Texts(plan.Annotations); len(texts) > 0 {
		a.Annotations = texts
	}
	created, err := api.LoadBalancers.Create(ctx, a)
	if err != nil {
		return plan.blame(err)
	}
	warnOfWeights(ctx, plan.Weights, created)
	plan.refill(created)
	return nil
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.LoadBalancers.Get(ctx, state.ID.ValueString())
	switch {
	case err != nil:
		return err
	case state.Name.IsNull(): // it is imported
		state.adopt(now)
	default:
		state.refill(now)
	}
	return nil
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	a, err := plan.arguments(prior.attributes)
	if err != nil {
		return err
	}
	id := prior.ID.ValueString()
	if !plan.Weights.Equal(prior.Weights) || !plan.Annotations.Equal(prior.Annotations) {
		// Others have weights and annotations, too.
		now, err := api.LoadBalancers.Get(ctx, id)
		if err != nil {
			return err
		}
		if merged := attrs.Merged(now.Annotations, prior.Annotations, plan.Annotations); !maps.Equal(merged, now.Annotations) {
			a.Annotations = merged
		}
		if !plan.Weights.Equal(prior.Weights) {
			a.Weights = listed(plan.mergedWeights(now.Weights, prior.Weights))
		}
	}
	updated, err := api.LoadBalancers.Update(ctx, id, a)
	if err != nil {
		return plan.blame(err)
	}
	if center := plan.DataCenterID; !center.IsNull() && !center.IsUnknown() && center.ValueString() != updated.DataCenter.ID {
		return crud.At(path.Root("data_center_id"), fmt.Errorf("it is in data centre %s, which the state did not tell. Plan again, without -refresh=false", updated.DataCenter.ID))
	}
	warnOfWeights(ctx, plan.Weights, updated)
	plan.refill(updated)
	return nil
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.LoadBalancers.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func (m *attributes) blame(err error) error {
	var noCenter *katapult.NoDataCenterError
	if errors.Is(err, katapult.DataCenterNotFound) || errors.As(err, &noCenter) {
		return crud.At(path.Root("data_center_id"), err)
	}
	argument := katapult.RefusedArgument(err,
		"name", "api_reference", "https_redirect", "enable_weighting", "weights", "resource_ids", "resources", "standby_vms")
	switch argument {
	case "":
		return err
	case "resource_ids", "resources":
		argument = m.used()
	case "standby_vms":
		argument = "standby_virtual_machine_ids"
	}
	return crud.At(path.Root(argument), err)
}
