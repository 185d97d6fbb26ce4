package katapult

import (
	"crypto/sha256"
	"fmt"
	"net/netip"
)

// pools are the public addresses of each data centre, from ranges reserved for
// tests and documentation.
var pools = map[string]map[string]netip.Prefix{
	london: {
		"ipv4": netip.MustParsePrefix("198.18.0.0/22"), "ipv6": netip.MustParsePrefix("2001:db8:500::/48"),
	},
	amsterdam: {
		"ipv4": netip.MustParsePrefix("198.19.0.0/22"), "ipv6": netip.MustParsePrefix("2001:db8:600::/48"),
	},
}

// lease adds the first free address of a network's pool, or returns nil. An
// address has the same ID each time, as real ones do.
func (s *Simulator) lease(owner string, network *record, version string) *record {
	pool, exists := pools[network.reference("data_center")][version]
	if !exists {
		return nil
	}
	taken := map[string]bool{}
	for _, address := range s.store.byKind["ip_address"] {
		taken[address.text("address")] = true
	}
	gateway := pool.Addr().Next()
	for address := gateway.Next(); pool.Contains(address.Next()); address = address.Next() {
		if taken[address.String()] {
			continue
		}
		id := "ip_" + idSuffix(s.options.Organizations[0]+"/"+address.String())
		return s.addAddress(id, owner, network, pool, address)
	}
	return nil
}

func (s *Simulator) addAddress(id, owner string, network *record, pool netip.Prefix, address netip.Addr) *record {
	return s.addAs(id, "ip_address", owner, map[string]any{
		"address":           address.String(),
		"address_with_mask": fmt.Sprintf("%s/%d", address, pool.Bits()),
		"vip":               false,
		"label":             nil,
		"reverse_dns":       "",
		"network":           map[string]any{"id": network.id},
		"subnet":            subnet(pool, pool.Addr().Next()),
		nicName:             nil,
	})
}

func subnet(pool netip.Prefix, gateway netip.Addr) map[string]any {
	version := 4
	if pool.Addr().Is6() {
		version = 6
	}
	return map[string]any{
		"id": "sbnt_" + idSuffix(pool.String()), "address": pool.Addr().String(), "gateway": gateway.String(),
		"mask": pool.Bits(), "billable": true, "version": version,
	}
}

func macAddress(id string) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("3a:%02x:%02x:%02x:%02x:%02x", sum[0], sum[1], sum[2], sum[3], sum[4])
}

func uuid(id string) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("%x-%x-4%x-8%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
