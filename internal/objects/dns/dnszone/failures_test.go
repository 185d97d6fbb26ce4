package dnszone_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
	"terraform-provider-katapult/internal/simulator"
)

func refusal(operation, sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusalsAreShownAtTheirArguments(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Inject(refusal(creates, "Name has already been taken"))
	w.Run(
		resource.TestStep{Config: zone(example), ExpectError: acctest.Matches(`Cannot create katapult_dns_zone`, example, `Creating "example.com" failed`, `Name has already been taken`)},
		resource.TestStep{Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		resource.TestStep{
			PreConfig: func() { w.Inject(refusal(updates, "Default ttl is too short")) },
			Config:    zone(example, `default_ttl = 60`), ExpectError: acctest.Matches(`Cannot update katapult_dns_zone`, `default_ttl = 60`, `Default ttl is too short`),
		},
		resource.TestStep{Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestExistingZoneIsRefusedWithTheBlockThatImportsIt(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	id := w.AddDNSZone("example.com")
	shell := w.Shell(zone(`name = "Example.com."`))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_dns_zone`, `name = "Example.com."`, `has a DNS zone example.com already, which is `+id,
		`import {`, `to = katapult_dns_zone\.NAME`, `id = "`+id+`"`).MatchString(output) || w.Count(creates) > 0 {
		t.Errorf("%v\n%s", err, output)
	}
	shell.Configure(w.ProviderBlock() + zone(`name = "Example.com."`) + acctest.ImportBlock(output, "z"))
	for _, command := range [][]string{{"apply", "-auto-approve", "-no-color"}, {"plan", "-detailed-exitcode", "-no-color"}} {
		if output, err := shell.Run(command...); err != nil || w.Only(kind) != id {
			t.Errorf("%v: %v\n%s", command, err, output)
		}
	}
}

// Terraform deletes and creates in any order when an address changes without a moved block.
func TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, dnszone.Object)
		shell := w.Shell(w.ProviderBlock() + zone(example))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		first := w.Only(kind)
		w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2}) // the creation is first
		shell.Configure(w.ProviderBlock() + strings.ReplaceAll(zone(example), `"z"`, `"renamed"`))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if w.Only(kind) == first || w.Count(creates) != 2 {
			t.Errorf("%d creations", w.Count(creates))
		}
	})
}

func TestCreateWhoseAnswerIsLostMakesOneZone(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, dnszone.Object)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: zone(example)},
				resource.TestStep{Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

// Katapult refuses a second zone of a name, and that is not this one's doing.
func TestZoneThatOthersMakeMeanwhileIsNotAdopted(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	var once sync.Once
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { w.AddDNSZone("example.com") })
		}
	})
	w.Run(resource.TestStep{Config: zone(example), ExpectError: acctest.Matches(`Name has already been taken`)})
	w.Only(kind)
}

func TestLostZoneThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(zone(example)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`the DNS zone may have been created`, `Searching for it failed`, `403 scope_not_granted`,
		`If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// A failure after the creation would taint the zone, and the next apply would replace it.
func TestNothingIsMadeIfTheNameserversCannotBeRead(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.Inject(simulator.Fault{Operation: servers, Status: http.StatusForbidden, Code: "permission_denied"})
	w.Run(
		resource.TestStep{Config: zone(example), ExpectError: acctest.Matches(`Cannot create katapult_dns_zone`, `403 permission_denied`)},
		resource.TestStep{Config: zone(example), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
		"deleted meanwhile":     {Status: http.StatusNotFound, Code: "dns_zone_not_found", AfterEffect: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, dnszone.Object)
			w.Run(
				resource.TestStep{Config: zone(example)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: zone(example), Destroy: true},
			)
		})
	}
}

func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string][]string{
		"-destroy":    nil,
		"-var=ttl=61": {`Cannot update katapult_dns_zone`, `Updating "example.com" \(dnszone_\w+\) failed`, `404 dns_zone_not_found`, `deleted after the plan was made`},
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, dnszone.Object)
			shell := w.Shell("variable \"ttl\" {\n  default = 60\n}\n" + zone(example, `default_ttl = var.ttl`))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { w.Remove(w.Only(kind)) }, argument)
			if (err == nil) != (says == nil) || !acctest.Matches(says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
