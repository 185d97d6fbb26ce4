package registry_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	"terraform-provider-katapult/internal/simulator"
)

// TestWebSiteApplies applies the whole of examples/web. Another plan is empty, and nothing
// is left after the destroy. Then it does the same again with other names.
func TestWebSiteApplies(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "examples/web/main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	w := acctest.New(t, registry.All()...)
	w.SeedExamples() // so that it can be tried as README says
	before := len(w.Leftovers())
	// The domain is delegated after the first attempt to verify it: what does not wait fails.
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == "POST /dns_zones/dns_zone/verify" {
			w.DelegateDomain("example.net")
		}
	})
	config := w.ProviderBlock(`data_center = "uk-lon-01"`) + strings.Replace(string(content), `"example.com"`, `"example.net"`, 1)
	renamed := strings.Replace(config, `additional_names     = ["*.${katapult_dns_zone.this.name}"]`, `additional_names     = [for host in var.hosts : "${host}.${var.domain}"]`, 1)
	if renamed == config {
		t.Fatal("the example has other names")
	}
	const certificate = "katapult_lets_encrypt_certificate.this"
	issued := []statecheck.StateCheck{acctest.Has(certificate, "state", knownvalue.StringExact("issued"))}
	w.Run(
		resource.TestStep{Config: config, PlanOnly: true, ExpectNonEmptyPlan: true},
		resource.TestStep{Config: config, ConfigStateChecks: issued},
		resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		resource.TestStep{Config: renamed, ConfigPlanChecks: acctest.Plans(certificate, plancheck.ResourceActionCreateBeforeDestroy), ConfigStateChecks: issued},
	)
	if left := w.Leftovers(); len(left) > before {
		t.Errorf("left behind: %v", left)
	}
}
