package dnsrecord

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

const (
	ofName = "relative to the zone, such as `www`, or the full name. `@` is the zone itself."
	// nameIs describes the name of a record that was found.
	nameIs = "Name of the record, relative to the zone. Null for the zone itself."
)

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_dns_record",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one record of a DNS zone: by its ID, or by the zone with its name and type, if no other record has them.",
		Attributes:          oneAttributes(),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("type")),
		datasourcevalidator.RequiredTogether(path.MatchRoot("dns_zone_id"), path.MatchRoot("type")),
		datasourcevalidator.Conflicting(path.MatchRoot("id"), path.MatchRoot("name")),
	},
	Read: readOne,
}

func oneAttributes() map[string]schema.Attribute {
	keyType := attrs.SearchKey("Type of the record. Either this or `id` has to be set.")
	keyType.Validators = append(keyType.Validators, stringvalidator.OneOf(append([]string{katapult.DNSTypeSOA}, recordTypes...)...))
	return attrs.With(attrs.ReadOnly(record.Schema.Attributes), map[string]schema.Attribute{
		"id":          attrs.SearchKey("ID of the record. Either this or `type` has to be set."),
		"dns_zone_id": attrs.SearchKey("ID of the zone. It is set together with `type`."),
		"name":        attrs.SearchKey("Name of the record: " + ofName + " Defaults to the zone itself. It is set together with `type`."),
		"type":        keyType,
	})
}

func readOne(ctx context.Context, api *katapult.Client, config *attributes) error {
	if !config.ID.IsNull() {
		r, err := crud.Resolve(ctx, crud.ByKey("id", config.ID, func(ctx context.Context, id string) (katapult.DNSRecord, error) {
			r, zone, err := api.DNSRecords.GetWithZone(ctx, id)
			config.DNSZoneID = types.StringValue(zone.ID)
			return r, err
		}))
		if err == nil {
			config.fill(r)
		}
		return err
	}
	r, err := api.DNSRecords.GetByName(ctx, config.DNSZoneID.ValueString(), config.Name.ValueString(), config.Type.ValueString())
	switch {
	case katapult.HasCode(err, katapult.DNSZoneNotFound):
		return crud.At(path.Root("dns_zone_id"), err)
	case err != nil:
		return crud.At(path.Root("type"), err)
	}
	config.fill(r)
	return nil
}

var many = crud.DataSource[*katapult.Client, plural]{
	Type: "katapult_dns_records",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the records of a DNS zone, also those that Katapult manages.",
		Attributes: map[string]schema.Attribute{
			"dns_zone_id": schema.StringAttribute{MarkdownDescription: "ID of the zone.", Required: true, Validators: attrs.OptionalString("").Validators},
			"name":        attrs.OptionalString("Only records of this name: " + ofName + " Defaults to records of all names."),
			"type":        attrs.OptionalString("Only records of this type. Defaults to records of all types."),
			"dns_records": attrs.NestedList("The records.", attrs.With(attrs.ReadOnly(record.Schema.Attributes), map[string]schema.Attribute{
				"name": attrs.ComputedString(nameIs),
			})),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *plural) error {
		all, err := crud.Resolve(ctx, crud.ByKey("dns_zone_id", config.DNSZoneID, api.DNSRecords.List))
		if err == nil {
			config.Records = crud.Rows(all, func(r katapult.DNSRecord) bool { return fits(r, config.Name, config.Type) },
				func(row *attributes, r katapult.DNSRecord) {
					row.DNSZoneID = config.DNSZoneID
					row.fill(r)
				})
		}
		return err
	},
}

type plural struct {
	DNSZoneID types.String `tfsdk:"dns_zone_id"`
	Name      types.String `tfsdk:"name"`
	Type      types.String `tfsdk:"type"`
	Records   []attributes `tfsdk:"dns_records"`
}

// fits reports whether a record has a name and a type. Null fits every one.
func fits(r katapult.DNSRecord, name, recordType types.String) bool {
	return (name.IsNull() || r.IsNamed(name.ValueString())) && (recordType.IsNull() || recordType.ValueString() == r.Type)
}
