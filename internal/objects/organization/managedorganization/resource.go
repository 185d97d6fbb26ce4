// Package managedorganization manages katapult_managed_organization and finds existing
// managed organizations.
package managedorganization

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the managed organization.
var Object = crud.Object{
	Resource:    managed.New,
	DataSources: many.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
}

// subDomainForm is what a label of a domain name is made of. No ID fits it.
var subDomainForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

var managed = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_managed_organization",
	Prefixes: []string{"org_"},
	Schema: schema.Schema{
		MarkdownDescription: "An organization that the provider's `organization` manages and pays for. The API token needs the scopes `managed_organizations` and `organizations:read`, and for a destroy `managed_organizations:delete`.\n\n" +
			"**Working in it** needs a provider block of its own, whose `organization` is the sub-domain. Write that out: a plan that creates the organization would not know it otherwise. " +
			"The token of an organization reaches nothing but that organization, so the block needs the token of a user with access to it.\n\n" +
			"**Destroying** deletes the organization for good. It is refused while `deletion_protection` is set, and while anything is left in the organization: the error lists what. " +
			"What has been deleted there within the last two days may be in its trash, which counts; `purge_trash_on_destroy` empties that.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the organization."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the organization. Changing this forces a new resource.", Required: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"sub_domain": schema.StringAttribute{
				MarkdownDescription: "Sub-domain of the organization, which no other one may have. Changing this forces a new resource.", Required: true,
				Validators:    []validator.String{stringvalidator.RegexMatches(subDomainForm, "must be of lower-case letters, digits and hyphens, and neither begin nor end with a hyphen")},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"annotations": schema.MapAttribute{
				MarkdownDescription: "Annotations of the organization: keys and values that it can be found by. Katapult takes them for a new organization only and does not show them, so that a change is an error. An import has none.",
				ElementType:         types.StringType, Optional: true,
				Validators: []validator.Map{attrs.KnownValues()},
			},
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether a destroy is refused. What counts is the state, so apply `false` before the destroy. Defaults to `true`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(true),
			},
			"purge_trash_on_destroy": schema.BoolAttribute{
				MarkdownDescription: "Whether a destroy first purges everything in the trash of the organization, if nothing else prevents the deletion. The API token then needs the scope `trash_objects:purge`. " +
					"What counts is the state, so apply it before the destroy. Defaults to `false`.",
				Optional: true, Computed: true,
				Default: booldefault.StaticBool(false),
			},
			"infrastructure_domain": attrs.ComputedOnce("Domain that host names of the organization's machines end in."),
			"created_at":            attrs.ComputedOnce("When the organization was created, in RFC 3339."),
			"activated_at":          attrs.ComputedOnce("When the organization was activated, in RFC 3339. Null until then."),
			"suspended": schema.BoolAttribute{
				MarkdownDescription: "Whether the organization is suspended.", Computed: true,
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a sub-domain", Fits: subDomainForm.MatchString, Find: bySubDomain,
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	ID                   types.String   `tfsdk:"id"`
	Name                 types.String   `tfsdk:"name"`
	SubDomain            types.String   `tfsdk:"sub_domain"`
	Annotations          types.Map      `tfsdk:"annotations"`
	DeletionProtection   types.Bool     `tfsdk:"deletion_protection"`
	PurgeTrashOnDestroy  types.Bool     `tfsdk:"purge_trash_on_destroy"`
	InfrastructureDomain types.String   `tfsdk:"infrastructure_domain"`
	CreatedAt            types.String   `tfsdk:"created_at"`
	ActivatedAt          types.String   `tfsdk:"activated_at"`
	Suspended            types.Bool     `tfsdk:"suspended"`
	Timeouts             timeouts.Value `tfsdk:"timeouts"`
}

// fillRow copies what lists tell, too, and what an import has by default.
func (m *model) fillRow(o katapult.Organization) {
	m.ID, m.Name, m.SubDomain = types.StringValue(o.ID), types.StringValue(o.Name), types.StringValue(o.SubDomain)
	m.InfrastructureDomain, m.CreatedAt = types.StringValue(o.InfrastructureDomain), attrs.Time(o.CreatedAt)
	if m.DeletionProtection.IsNull() {
		m.DeletionProtection, m.PurgeTrashOnDestroy = types.BoolValue(true), types.BoolValue(false)
	}
}

func (m *model) fill(o katapult.Organization) {
	m.fillRow(o)
	m.Suspended = types.BoolValue(o.Suspended)
	m.ActivatedAt = types.StringNull()
	if o.ActivatedAt != nil {
		m.ActivatedAt = attrs.Time(*o.ActivatedAt)
	}
}

// plan refuses what no request can do, and the replacement of what is protected.
func plan(_ context.Context, _ *katapult.Client, prior, plan *model) error {
	if prior == nil {
		return nil
	}
	replaced := "" // because of this argument
	switch {
	case !plan.Name.Equal(prior.Name):
		replaced = "name"
	case !plan.SubDomain.Equal(prior.SubDomain):
		replaced = "sub_domain"
	}
	switch {
	case replaced != "" && prior.DeletionProtection.ValueBool():
		return crud.At(path.Root(replaced), fmt.Errorf("a change of %s would delete the organization and create another one: %w", replaced, &protectedError{prior}))
	case replaced != "":
		return nil
	}
	if !plan.Annotations.Equal(prior.Annotations) {
		return crud.At(path.Root("annotations"), errors.New("annotations of an organization that exists cannot be changed: write them as they are in the state, leave them out if it has none, or add them to ignore_changes"))
	}
	return nil
}

// protectedError refuses to delete an organization.
type protectedError struct{ organization *model }

func (e *protectedError) Error() string {
	return fmt.Sprintf("organization %q (%s) is protected from deletion, and nothing was deleted", e.organization.SubDomain.ValueString(), e.organization.ID.ValueString())
}

// Hint implements crud's optional interface for advice.
func (*protectedError) Hint() string {
	return "If it is to be deleted for good, set deletion_protection = false and apply that first."
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	created, err := api.ManagedOrganizations.Create(ctx, katapult.ManagedOrganizationArguments{
		Name: plan.Name.ValueString(), SubDomain: plan.SubDomain.ValueString(), Annotations: attrs.Texts(plan.Annotations),
	})
	if err == nil {
		plan.fill(created)
		return nil
	}
	argument := katapult.RefusedArgument(err, "name", "sub_domain")
	if argument == "sub_domain" {
		err = explainTaken(ctx, api, plan, err)
	}
	return crud.AtIf(argument != "", path.Root(argument), err)
}

// explainTaken names the managed organization that has a sub-domain already, as one may
// that is left over from a run that was killed.
func explainTaken(ctx context.Context, api *katapult.Client, plan *model, refusal error) error {
	all, err := api.ManagedOrganizations.List(ctx)
	if err != nil {
		return refusal
	}
	for _, other := range all {
		if other.SubDomain == plan.SubDomain.ValueString() {
			return &takenError{other, refusal}
		}
	}
	return refusal
}

// takenError is the error for a sub-domain that a managed organization has already.
type takenError struct {
	other   katapult.Organization
	refusal error
}

func (e *takenError) Error() string {
	return fmt.Sprintf("managed organization %q (%s) has this sub-domain: %s", e.other.Name, e.other.ID, e.refusal)
}

func (e *takenError) Unwrap() error { return e.refusal }

// Candidates names the organization for an import.
func (e *takenError) Candidates() []string { return []string{e.other.ID} }

// Hint implements crud's optional interface for advice.
func (*takenError) Hint() string {
	return "If it is left over from a run that was interrupted, import it; otherwise choose another sub-domain."
}

// read keeps an organization in the state that cannot be read by itself, but is listed.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, refusal, err := api.ManagedOrganizations.Get(ctx, state.ID.ValueString())
	switch {
	case err != nil:
		return err
	case !now.Managed:
		return crud.At(path.Root("id"), fmt.Errorf("organization %q (%s) is managed by nobody else: use the data source katapult_organization for it", now.SubDomain, now.ID))
	case refusal == nil:
		state.fill(now)
		return nil
	case now.Suspended:
		crud.Warn(ctx, "Managed organization is suspended", fmt.Sprintf(
			"Organization %q (%s) stays in the state, and nothing in it can be changed until it is reinstated: %s", now.SubDomain, now.ID, refusal))
	}
	state.fillRow(now)
	state.Suspended = types.BoolValue(now.Suspended)
	if katapult.HasCode(refusal, katapult.OrganizationNotActivated) {
		state.ActivatedAt = types.StringNull()
	}
	return nil
}

// update has nothing to send: what can be changed in place is in the state alone.
func update(_ context.Context, _ *katapult.Client, plan, prior *model) error {
	plan.ActivatedAt, plan.Suspended = prior.ActivatedAt, prior.Suspended
	return nil
}

// bySubDomain looks the organization up in the list: a token may have no access to the
// organization itself.
func bySubDomain(ctx context.Context, api *katapult.Client, subDomain string) ([]string, error) {
	all, err := api.ManagedOrganizations.List(ctx)
	for _, o := range all {
		if o.SubDomain == subDomain {
			return []string{o.ID}, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("none of the %d managed organizations has the sub-domain %q", len(all), subDomain)
	}
	return nil, err
}
