package dnsnameserver_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnsnameserver"
	"terraform-provider-katapult/internal/simulator"
)

const typeName = "katapult_dns_nameservers"

func TestListsNameserversInOrder(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnsnameserver.Object)
	w.Reads(typeName, map[string]string{"nameservers.#": "2", "nameservers.0": "ns1.katapult.cloud", "nameservers.1": "ns2.katapult.cloud"}, ``, ``)
}

func TestRefusalIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnsnameserver.Object)
	w.Inject(simulator.Fault{Operation: "GET /organizations/organization/dns_zones/nameservers", Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Refuses(typeName, ``, `Cannot read data source katapult_dns_nameservers`, `403 scope_not_granted`)
}
