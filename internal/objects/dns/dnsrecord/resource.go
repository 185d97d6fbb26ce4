// Package dnsrecord manages katapult_dns_record and finds existing records.
package dnsrecord

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the DNS record.
var Object = crud.Object{
	Resource:    record.New,
	DataSources: []func() datasource.DataSource{one.New, many.New},
	Lists:       []func() list.ListResource{listing.New},
}

var record = crud.Resource[*katapult.Client, model]{
	Type: "katapult_dns_record",
	Key:  []string{"dns_zone_id", "id"},
	// It is not known what the IDs of records begin with.
	Prefixes: []string{"dnszone_", ""},
	Schema: schema.Schema{
		MarkdownDescription: "A record of a DNS zone, of any type. Several records of one name and type are several resources.\n\n" +
			"The content is in `value`, or for some types in `srv`, `caa`, `sshfp` or `http_redirect`. " +
			"It stays as it is written: capitals and a full stop at the end of host names, the spelling of an IPv6 address, and quotes around the text of a TXT record or the value of a CAA record make no difference.\n\n" +
			"A record that exists already is not created a second time: the error has the block that imports it. The SOA record of a zone and the NS records of the zone itself are Katapult's, and cannot be managed.",
		Attributes: map[string]schema.Attribute{
			"id":          attrs.ID("ID of the record."),
			"dns_zone_id": attrs.Reference("ID of the zone."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the record: relative to the zone, such as `www`, or the full name. A full stop at its end makes it absolute. Null, `\"\"`, `@` and the name of the zone are the zone itself.",
				Optional:            true,
				Validators:          []validator.String{recordName{}},
			},
			"type": schema.StringAttribute{
				MarkdownDescription: "Type of the record: " + quotedTypes() + ". `ALIAS` is a CNAME that may stand next to other records, `HTTPRedirect` redirects a browser, and `VirtualMachine` is documented without its content.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(recordTypes...)},
			},
			"ttl": schema.Int64Attribute{
				MarkdownDescription: "How long resolvers may keep the record, in seconds. Defaults to the zone's `default_ttl`.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, 1<<31-1)},
			},
			"priority": schema.Int64Attribute{
				MarkdownDescription: "Priority of an MX or SRV record, which need one: the lowest is tried first.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(0, 65535)},
			},
			"value": schema.StringAttribute{
				MarkdownDescription: "Content of a record of another type than SRV, CAA, SSHFP and HTTPRedirect: " +
					"an IP address (A, AAAA), a host name (ALIAS, CNAME, MX, NS, PTR), or a text (TXT, IPS, VirtualMachine). " +
					"A TXT record may be written as in a zone file, in one or several strings in quotes; Katapult splits a long text itself.",
				Optional:   true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"srv":           nested["srv"],
			"caa":           nested["caa"],
			"sshfp":         nested["sshfp"],
			"http_redirect": nested["http_redirect"],
			"full_name":     schema.StringAttribute{MarkdownDescription: "Name of the record with that of the zone, without a full stop at the end.", Computed: true},
			"content":       schema.StringAttribute{MarkdownDescription: "Content as in a zone file.", Computed: true},
		},
	},
	Validators: []resource.ConfigValidator{contentOfType{}},
	ImportBy:   &crud.ImportBy[*katapult.Client]{Form: "ZONE/NAME/TYPE, DOMAIN/ID or the ID of a record", Fits: namesRecord, Find: find},
	Plan:       plan,
	Create:     create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID           types.String `tfsdk:"id"`
	DNSZoneID    types.String `tfsdk:"dns_zone_id"`
	Name         types.String `tfsdk:"name"`
	Type         types.String `tfsdk:"type"`
	TTL          types.Int64  `tfsdk:"ttl"`
	Priority     types.Int64  `tfsdk:"priority"`
	Value        types.String `tfsdk:"value"`
	SRV          types.Object `tfsdk:"srv"`
	CAA          types.Object `tfsdk:"caa"`
	SSHFP        types.Object `tfsdk:"sshfp"`
	HTTPRedirect types.Object `tfsdk:"http_redirect"`
	FullName     types.String `tfsdk:"full_name"`
	Content      types.String `tfsdk:"content"`
}

// fill keeps the spelling of what means the same.
func (m *attributes) fill(r katapult.DNSRecord) {
	m.fillContent(r)
	m.ID, m.FullName = types.StringValue(r.ID), types.StringValue(r.FullName)
	m.Type, m.Content = types.StringValue(r.Type), types.StringValue(r.ZoneFile)
	m.TTL, m.Priority = types.Int64PointerValue(r.TTL), types.Int64Null()
	if katapult.HasPriority(r.Type) {
		m.Priority = types.Int64PointerValue(r.Priority)
	}
	if !r.IsNamed(m.Name.ValueString()) {
		m.Name = types.StringNull()
		if name := r.RelativeName(); name != "" {
			m.Name = types.StringValue(name)
		}
	}
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	arguments := katapult.DNSRecordArguments{Name: attrs.String(plan.Name), Type: plan.Type.ValueString(), Content: plan.content()}
	if ttl := attrs.Int64(plan.TTL); ttl != nil {
		arguments.TTL = katapult.Set(*ttl)
	}
	if priority := attrs.Int64(plan.Priority); priority != nil {
		arguments.Priority = katapult.Set(*priority)
	}
	r, err := api.DNSRecords.Create(ctx, plan.DNSZoneID.ValueString(), arguments)
	if err == nil {
		plan.fill(r)
	}
	return plan.blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	r, err := api.DNSRecords.Get(ctx, state.DNSZoneID.ValueString(), state.ID.ValueString())
	if err == nil {
		err = refuseManaged(r)
	}
	if err == nil {
		state.fill(r)
	}
	return err
}

// update sends what has another meaning.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	change, err := plan.changeOf(ctx, api, prior)
	if err != nil {
		return plan.blame(err)
	}
	if reflect.ValueOf(change).IsZero() {
		plan.FullName, plan.Content = prior.FullName, prior.Content
		return nil
	}
	r, err := api.DNSRecords.Update(ctx, prior.ID.ValueString(), change)
	if err == nil {
		plan.fill(r)
	}
	return plan.blame(err)
}

func (m *model) changeOf(ctx context.Context, api *katapult.Client, prior *model) (change katapult.DNSRecordArguments, err error) {
	if !m.Name.Equal(prior.Name) {
		zone, err := m.zone(ctx, api, m.Name, prior.Name)
		if err != nil {
			return change, err
		}
		if name, _ := katapult.RelativeDNSName(m.Name.ValueString(), zone); !nameMeans(m.Name, prior.Name, zone) {
			change.Name = &name
		}
	}
	if !m.TTL.Equal(prior.TTL) {
		change.TTL = cleared(m.TTL)
	}
	if !m.Priority.Equal(prior.Priority) {
		change.Priority = cleared(m.Priority)
	}
	if !m.meansContentOf(prior) {
		change.Type, change.Content = m.Type.ValueString(), m.content()
	}
	return change, nil
}

// cleared is a number to send, or null.
func cleared(number types.Int64) katapult.Nullable[int64] {
	if number.IsNull() {
		return katapult.Null[int64]()
	}
	return katapult.Set(number.ValueInt64())
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	if err := refuseManaged(katapult.DNSRecord{
		ID: state.ID.ValueString(), Name: attrs.String(state.Name), FullName: state.FullName.ValueString(), Type: state.Type.ValueString(),
	}); err != nil {
		return err
	}
	return api.DNSRecords.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func (m *model) blame(err error) error {
	if argument := refusedArgument(err, m.Type.ValueString()); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return err
}
