// Package dnszone manages katapult_dns_zone, finds existing zones, and offers the action
// katapult_dns_zone_verify.
package dnszone

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the DNS zone.
var Object = crud.Object{
	Resource:    zone.New,
	DataSources: zones.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
	Actions:     []func() action.Action{verify.New},
}

var zone = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_dns_zone",
	Prefixes: []string{"dnszone_"},
	Schema: schema.Schema{
		MarkdownDescription: "A DNS zone: a domain whose records Katapult's nameservers serve.\n\n" +
			"Records can be made at once. The zone is verified when the domain is delegated to its `nameservers` at the registrar: `katapult_dns_zone_verification` waits for that. " +
			"Katapult keeps records of its own in each zone: the SOA record, and the NS records of the domain itself.\n\n" +
			"**A destroy deletes the zone with all its records, also those that Terraform does not manage.** `lifecycle { prevent_destroy = true }` guards against that.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the zone."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the domain, such as `example.com`. Capitals and a full stop at the end make no difference. " +
					"A name of another alphabet has to be in its ASCII form (`xn--…`). Changing this forces a new resource.",
				Required: true,
				Validators: []validator.String{
					stringvalidator.RegexMatches(domain, "must be a domain, such as example.com; a name of another alphabet has to be in its ASCII form (xn--…)"),
					stringvalidator.LengthAtMost(254),
				},
				PlanModifiers: []planmodifier.String{attrs.KeepWhile(keepsName), stringplanmodifier.RequiresReplace()},
			},
			"default_ttl": schema.Int64Attribute{
				MarkdownDescription: "TTL of records that have none of their own, in seconds. Defaults to Katapult's choice. If the argument is removed, the zone keeps its TTL.",
				Optional:            true, Computed: true,
				Validators:    []validator.Int64{int64validator.Between(1, 1<<31-1)},
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"verified": schema.BoolAttribute{
				MarkdownDescription: "Whether Katapult has verified the domain, when the zone was last read. It can fall back if the domain is delegated elsewhere.",
				Computed:            true,
				PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"nameservers": schema.ListAttribute{
				MarkdownDescription: "The nameservers to delegate the domain to at its registrar, in alphabetical order. They are those of the organization.",
				Computed:            true, ElementType: types.StringType,
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a domain",
		Fits: func(written string) bool { return strings.Contains(written, ".") },
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.DNSZones.GetByName(ctx, written)
			return []string{found.ID}, err
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

// domain is two labels or more. Reverse zones may have a slash. Other rules are the API's.
var domain = regexp.MustCompile(`^([A-Za-z0-9_]([A-Za-z0-9_/-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$`)

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	DefaultTTL  types.Int64  `tfsdk:"default_ttl"`
	Verified    types.Bool   `tfsdk:"verified"`
	Nameservers types.List   `tfsdk:"nameservers"`
}

// fill keeps the spelling of the name, if it means the same.
func (m *attributes) fill(z katapult.DNSZone, nameservers []string) {
	m.ID = types.StringValue(z.ID)
	if !katapult.SameHostName(m.Name.ValueString(), z.Name) {
		m.Name = types.StringValue(z.Name)
	}
	m.DefaultTTL = types.Int64Value(z.DefaultTTL)
	m.Verified = types.BoolValue(z.Verified)
	m.Nameservers = attrs.StringList(nameservers)
}

// create asks for the nameservers first: a failure after the zone is made would taint it.
func create(ctx context.Context, api *katapult.Client, plan *model) error {
	nameservers, err := api.DNSZones.Nameservers(ctx)
	if err != nil {
		return err
	}
	z, err := api.DNSZones.Create(ctx, katapult.DNSZoneArguments{Name: plan.Name.ValueString(), DefaultTTL: attrs.Int64(plan.DefaultTTL)})
	if err == nil {
		plan.fill(z, nameservers)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	z, err := api.DNSZones.Get(ctx, state.ID.ValueString())
	if err != nil {
		return err
	}
	nameservers, err := api.DNSZones.Nameservers(ctx)
	if err == nil {
		state.fill(z, nameservers)
	}
	return err
}

// update changes the TTL: nothing else can be changed.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	z, err := api.DNSZones.SetDefaultTTL(ctx, prior.ID.ValueString(), plan.DefaultTTL.ValueInt64())
	if err == nil {
		plan.DefaultTTL, plan.Verified = types.Int64Value(z.DefaultTTL), types.BoolValue(z.Verified)
	}
	return blame(err)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	defer api.DNSZones.AnnounceRelease(state.Name.ValueString())()
	return api.DNSZones.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	var exists *katapult.DNSZoneExistsError
	argument := katapult.RefusedArgument(err, "name", "default_ttl")
	switch {
	case errors.As(err, &exists):
		argument = "name"
	case argument == "":
		return err
	}
	return crud.At(path.Root(argument), err)
}

// keepsName reports whether the planned name means the same as that of the state.
func keepsName(ctx context.Context, c *attrs.Change) bool {
	var prior, planned types.String
	c.Prior(ctx, path.Root("name"), &prior)
	c.Plan(ctx, path.Root("name"), &planned)
	return !planned.IsUnknown() && katapult.SameHostName(planned.ValueString(), prior.ValueString())
}
