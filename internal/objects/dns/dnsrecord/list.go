package dnsrecord

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// inZone is a record with the ID of its zone.
type inZone struct {
	katapult.DNSRecord

	zoneID string
}

var listing = crud.List[*katapult.Client, filter, inZone, model]{
	Resource: record,
	Schema: schema.Schema{
		MarkdownDescription: "Lists the records of a DNS zone, or of all zones of the organization. Left out are those that Katapult manages: the SOA record of each zone, and the NS records of the zone itself.",
		Attributes: map[string]schema.Attribute{
			"dns_zone_id": attrs.ListFilter("Only records of the zone with this ID. Defaults to those of all zones."),
			"type":        attrs.ListFilter("Only records of this type. Defaults to records of all types."),
		},
	},
	Items: func(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[inZone, error] {
		return func(yield func(inZone, error) bool) {
			zoneIDs, err := f.zones(ctx, api)
			if err != nil {
				yield(inZone{}, err)
				return
			}
			for _, zoneID := range zoneIDs {
				records, err := api.DNSRecords.List(ctx, zoneID)
				switch {
				case errors.Is(err, katapult.ErrNotFound) && f.DNSZoneID.IsNull():
					continue // deleted since it was listed
				case errors.Is(err, katapult.ErrNotFound):
					err = crud.At(path.Root("dns_zone_id"), err)
				}
				if err != nil {
					yield(inZone{}, err)
					return
				}
				for _, r := range records {
					if f.lets(r) && !yield(inZone{r, zoneID}, nil) {
						return
					}
				}
			}
		}
	},
	Fill: func(_ context.Context, m *model, r inZone) error {
		m.DNSZoneID = types.StringValue(r.zoneID)
		m.fill(r.DNSRecord)
		return nil
	},
}

type filter struct {
	DNSZoneID types.String `tfsdk:"dns_zone_id"`
	Type      types.String `tfsdk:"type"`
}

// zones returns the IDs of the zones to list.
func (f filter) zones(ctx context.Context, api *katapult.Client) ([]string, error) {
	if !f.DNSZoneID.IsNull() {
		return []string{f.DNSZoneID.ValueString()}, nil
	}
	zones, err := api.DNSZones.List(ctx)
	ids := make([]string, len(zones))
	for i, zone := range zones {
		ids[i] = zone.ID
	}
	return ids, err
}

// lets reports whether a record is listed. One of a type that is not known here could not be
// configured.
func (f filter) lets(r katapult.DNSRecord) bool {
	return !r.IsManaged() && slices.Contains(recordTypes, r.Type) && fits(r, types.StringNull(), f.Type)
}
