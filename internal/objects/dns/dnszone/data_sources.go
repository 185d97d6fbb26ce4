package dnszone

import (
	"context"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// found is a zone with the nameservers of its organization.
type found struct {
	katapult.DNSZone

	nameservers []string
}

// with adds the nameservers to a zone.
func with(ctx context.Context, api *katapult.Client, z katapult.DNSZone, err error) (found, error) {
	if err != nil {
		return found{}, err
	}
	nameservers, err := api.DNSZones.Nameservers(ctx)
	return found{z, nameservers}, err
}

var zones = crud.Lookup[*katapult.Client, found, attributes]{
	Type: "katapult_dns_zone", Plural: "katapult_dns_zones", Rows: "dns_zones",
	Noun: "DNS zone", Short: "zone",
	Lists: "Lists the DNS zones of the organization.",
	Keys: []crud.Key[*katapult.Client, found]{
		{
			Name: "id", Description: "ID of the zone", Value: func(z found) string { return z.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (found, error) {
				z, err := api.DNSZones.Get(ctx, id)
				return with(ctx, api, z, err)
			},
		},
		{
			Name: "name", Description: "Name of the domain. Capitals and a full stop at the end make no difference", Value: func(z found) string { return z.Name },
			Get: func(ctx context.Context, api *katapult.Client, name string) (found, error) {
				z, err := api.DNSZones.GetByName(ctx, name)
				return with(ctx, api, z, err)
			},
		},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]found, error) {
		all, err := api.DNSZones.List(ctx)
		if err != nil {
			return nil, err
		}
		nameservers, err := api.DNSZones.Nameservers(ctx)
		listed := make([]found, len(all))
		for i, z := range all {
			listed[i] = found{z, nameservers}
		}
		return listed, err
	},
	Name:       func(z found) string { return z.Name },
	Attributes: attrs.ReadOnly(zone.Schema.Attributes),
	Fill:       func(m *attributes, z found) { m.fill(z.DNSZone, z.nameservers) },
}

var listing = crud.ListOf(zones, zone, func(m *model, z found) { m.fill(z.DNSZone, z.nameservers) })
