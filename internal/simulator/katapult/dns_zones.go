package katapult

import (
	"strings"
)

// dnsZoneKind is the DNS zone. None was recorded: it behaves as the API is documented, and
// as clients of the system behind it were written for.
var dnsZoneKind = kind{
	name: "dns_zone", prefix: "dnszone", lookups: []string{"name"},
	routes: []route{
		{operation: "GET /organizations/organization/dns_zones", handle: list, scopes: "dns dns:read"},
		{operation: "POST /organizations/organization/dns_zones", handle: createDNSZone, scopes: "dns", status: 201},
		{operation: "GET /organizations/organization/dns_zones/nameservers", handle: listNameservers, scopes: "dns dns:read"},
		{operation: "GET /dns_zones/dns_zone", handle: read, scopes: "dns dns:read"},
		{operation: "PATCH /dns_zones/dns_zone", handle: update, scopes: "dns"},
		{operation: "DELETE /dns_zones/dns_zone", handle: deleteDNSZone, scopes: "dns"},
		{operation: "POST /dns_zones/dns_zone/verify", handle: verifyDNSZone, scopes: "dns"},
	},
	parts:      (*Simulator).recordsOf,
	show:       pickFields("id", "name", "default_ttl", "verified"),
	defaults:   func(*call) map[string]any { return newDNSZone("") },
	properties: dnsZoneProperties,
	errors: map[string]string{
		"dns_zone_not_verified": "The DNS zone could not be verified",
	},
	deletionStep: deletionStep{"dns_zones", "All DNS zones must be deleted"},
}

const defaultTTL = 3600

// nameservers are those of every organization.
var nameservers = []any{"ns2.katapult.cloud", "ns1.katapult.cloud"}

func newDNSZone(name string) map[string]any {
	return map[string]any{"name": name, "default_ttl": defaultTTL, "verified": false}
}

// dnsZoneProperties copies the name of a new zone, and leaves that of another as it is.
func dnsZoneProperties(c *call, properties arguments, fields map[string]any) (problems []string) {
	if fields["name"] == "" {
		properties.copyText(fields, "name")
		name, _ := fields["name"].(string)
		problems = blank(name, "Name")
		switch {
		case problems != nil:
		case name != strings.ToLower(name) || strings.HasSuffix(name, ".") || !strings.Contains(name, "."):
			problems = []string{"Name is invalid"}
		case c.store.find("dns_zone", "name", name) != nil:
			problems = []string{"Name has already been taken"}
		}
	}
	if ttl := properties.integer("default_ttl"); ttl != nil {
		fields["default_ttl"] = *ttl
		if *ttl < 1 {
			problems = append(problems, "Default ttl must be greater than 0")
		}
	}
	return problems
}

// createDNSZone makes a zone with the records that the API manages.
func createDNSZone(c *call) (any, error) {
	response, err := create(c)
	if err != nil {
		return nil, err
	}
	zones := c.store.byKind["dns_zone"]
	c.addManagedRecords(zones[len(zones)-1])
	return response, nil
}

func (s *Simulator) addManagedRecords(zone *record) {
	s.addRecord(zone, "", "SOA", map[string]any{})
	for _, nameserver := range nameservers {
		s.addRecord(zone, "", "NS", map[string]any{"hostname": nameserver})
	}
}

func listNameservers(c *call) (any, error) {
	if _, err := c.organization(); err != nil {
		return nil, err
	}
	return map[string]any{"nameservers": nameservers}, nil
}

// deleteDNSZone deletes a zone with its records.
func deleteDNSZone(c *call) (any, error) {
	zone, err := c.lookup("dns_zone")
	if err != nil {
		return nil, err
	}
	c.destroy(zone)
	return map[string]any{"deleted": true}, nil
}

// verifyDNSZone succeeds once the domain is delegated.
func verifyDNSZone(c *call) (any, error) {
	zone, err := c.lookup("dns_zone")
	switch {
	case err != nil:
		return nil, err
	case !c.delegated[zone.text("name")]:
		return nil, fail(422, "dns_zone_not_verified", nil)
	}
	zone.fields["verified"] = true
	return c.single(zone), nil
}

// AddDNSZone puts a DNS zone into the first organization, with the records that the API
// manages, and returns its ID.
func (s *Simulator) AddDNSZone(name string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	zone := s.add("dns_zone", s.firstOrganization(), newDNSZone(name))
	s.addManagedRecords(zone)
	return zone.id
}

// DelegateDNSZone delegates the domain of a zone to the API's nameservers: its verification
// succeeds from now on.
func (s *Simulator) DelegateDNSZone(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	s.delegated[s.mustGet(id).text("name")] = true
}

// DelegateDomain is DelegateDNSZone for a domain that may have no zone yet.
func (s *Simulator) DelegateDomain(name string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.delegated[name] = true
}
