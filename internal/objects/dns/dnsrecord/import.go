package dnsrecord

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/katapult"
)

// recordID is one of a record. It is not known what these begin with, nor whether they have
// dashes as a UUID does.
var recordID = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const zonePrefix = "dnszone_"

// namesRecord reports whether an import names a record by something else than the IDs of
// zone and record: by its own ID, by domain and ID, or by zone, name and type.
func namesRecord(written string) bool {
	parts := strings.Split(written, "/")
	last := parts[len(parts)-1]
	switch isDomain := strings.Contains(parts[0], "."); len(parts) {
	case 1:
		return !isDomain && recordID.MatchString(written)
	case 2:
		return isDomain && recordID.MatchString(last)
	default:
		return (isDomain || strings.HasPrefix(parts[0], zonePrefix)) && slices.Contains(recordTypes, last)
	}
}

// find returns the IDs of the zone and the record that an import names.
func find(ctx context.Context, api *katapult.Client, written string) (key []string, err error) {
	parts := strings.Split(written, "/")
	last := len(parts) - 1
	if last == 0 {
		r, zone, err := api.DNSRecords.GetWithZone(ctx, written)
		return []string{zone.ID, r.ID}, err
	}
	zoneID := parts[0]
	if !strings.HasPrefix(zoneID, zonePrefix) {
		zone, err := api.DNSZones.GetByName(ctx, zoneID)
		if err != nil {
			return nil, err
		}
		zoneID = zone.ID
	}
	if last == 1 {
		return []string{zoneID, parts[1]}, nil
	}
	r, err := api.DNSRecords.GetByName(ctx, zoneID, strings.Join(parts[1:last], "/"), parts[last])
	return []string{zoneID, r.ID}, err
}
