package dnszone_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
)

const (
	address  = "katapult_dns_zone.z"
	typeName = "katapult_dns_zone"
	kind     = "dns_zone"
	creates  = "POST /organizations/organization/dns_zones"
	lists    = "GET /organizations/organization/dns_zones"
	servers  = "GET /organizations/organization/dns_zones/nameservers"
	reads    = "GET /dns_zones/dns_zone"
	updates  = "PATCH /dns_zones/dns_zone"
	deletes  = "DELETE /dns_zones/dns_zone"
	verifies = "POST /dns_zones/dns_zone/verify"
	checks   = "GET /organizations/organization/available_networks"
)

func zone(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_dns_zone\" \"z\" {\n  %s\n}\n", strings.Join(arguments, "\n  "))
}

const example = `name = "example.com"`

func ttl(seconds int64) statecheck.StateCheck {
	return acctest.Has(address, "default_ttl", knownvalue.Int64Exact(seconds))
}

func is(attribute, value string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.StringExact(value))
}

func TestLifeOfAZone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	id := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	nameservers := acctest.Has(address, "nameservers", knownvalue.ListExact([]knownvalue.Check{
		knownvalue.StringExact("ns1.katapult.cloud"), knownvalue.StringExact("ns2.katapult.cloud"),
	}))
	w.Run(
		resource.TestStep{Config: zone(example), ConfigStateChecks: []statecheck.StateCheck{id(), ttl(3600), nameservers, acctest.Has(address, "verified", knownvalue.Bool(false))}},
		resource.TestStep{
			Config: zone(example, `default_ttl = 60`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{id(), ttl(60), nameservers},
		},
		resource.TestStep{ // cleared: the zone keeps its TTL
			Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: []statecheck.StateCheck{id(), ttl(60)},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			Config: zone(`name = "example.net"`, `default_ttl = 60`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{is("name", "example.net"), ttl(60)},
		},
	)
}

func TestSpellingOfTheNameIsNoChangeAndStaysAsItIsWritten(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	written := []statecheck.StateCheck{is("name", "Example.COM.")}
	w.Run(
		resource.TestStep{Config: zone(`name = "Example.COM."`), ConfigStateChecks: written},
		resource.TestStep{Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: written},
		resource.TestStep{
			Config: zone(example, `default_ttl = 60`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: written,
		},
	)
}

func TestBadInputIsRefusedAtItsArgumentWithoutARequest(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string]string{
		`name = ""`: `must be a domain`, `name = "localhost"`: `must be a domain`, `name = "https://example.com"`: `must be a domain`, `name = "exa mple.com"`: `must be a domain`,
		`name = "bücher.example"`: `ASCII form`, `name = ".example.com"`: `must be a domain`, "name = \"example.com\"\ndefault_ttl = 0": `between 1 and`,
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, dnszone.Object)
			w.Run(resource.TestStep{Config: zone(argument), PlanOnly: true, ExpectError: acctest.Matches(says)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestDomainsOfAllSortsAreAccepted(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Run(resource.TestStep{Config: `resource "katapult_dns_zone" "z" {
  for_each = toset(["example.co.uk", "xn--bcher-kva.example", "113.0.203.in-addr.arpa", "0/26.113.0.203.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "_acme-challenge.example.com"])
  name     = each.value
}
`})
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{
		"by ID": "id = %q", "by domain": "id = \"example.com\" # %s", "by another spelling": "id = \" Example.com.\" # %s", "by identity": "identity = { id = %q }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, dnszone.Object)
			w.AddDNSZone("example.net")
			id := w.AddDNSZone("example.com")
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + zone(example),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: []statecheck.StateCheck{is("id", id)},
			})
		})
	}
}

func TestImportThatCannotWorkSaysWhy(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"dnszone_none": `Cannot import non-existent remote object`, "example.com": `404 dns_zone_not_found`, "vm_1": `"vm_1" is not of the form ID, such as dnszone_…, nor a domain`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, dnszone.Object).Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + zone(example), PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Run(
		resource.TestStep{Config: zone(example)},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only(kind)) }, Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Run(
		resource.TestStep{Config: zone(example, `default_ttl = 60`)},
		resource.TestStep{
			PreConfig: func() { w.Change(w.Only(kind), map[string]any{"default_ttl": 30}) },
			Config:    zone(example, `default_ttl = 60`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{ttl(60)},
		},
	)
}

// Others verify the zone, and Katapult takes that back.
func TestVerifiedFollowsTheAPIWithoutAPlan(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	steps := []resource.TestStep{{Config: zone(example)}}
	for _, verified := range []bool{true, false} {
		steps = append(steps, resource.TestStep{
			PreConfig: func() { w.Change(w.Only(kind), map[string]any{"verified": verified}) },
			Config:    zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "verified", knownvalue.Bool(verified))},
		})
	}
	w.Run(steps...)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Run(
		resource.TestStep{Config: zone(example)},
		resource.TestStep{Config: zone(example, "timeouts {\n  delete = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

func TestManyZonesTakeFewRequests(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, dnszone.Object)
		shell := w.Shell("resource \"katapult_dns_zone\" \"z\" {\n  count = 20\n  name = \"example-${count.index}.com\"\n}\n")
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := made(w); made[creates] != 20 || made[lists] != 20 || made[servers] != 1 || len(made) != 4 || made[checks] == 0 {
			t.Errorf("applying 20 zones took %v", made)
		}
		w.ResetRequests()
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := made(w); made[lists] != 1 || made[servers] != 1 || made[checks] != 1 || len(made) != 3 {
			t.Errorf("planning 20 zones took %v", made)
		}
	})
}
