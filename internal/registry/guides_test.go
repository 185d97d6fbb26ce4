package registry_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

var fenced = regexp.MustCompile("(?ms)^```terraform\n(.*?)^```$")

// support is an identity that exists in every tenant.
const support = "2c9180a46faadee4016fb4e018c20639"

// TestGuideToDecommissioningPlans plans the guide's blocks together, with a
// provider for both APIs. Its data sources find remaining objects.
func TestGuideToDecommissioningPlans(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/decommissioning-an-estate.md"))
	if err != nil {
		t.Fatal(err)
	}
	k, s := acctest.New(t, registry.All()...), acctest.NewSailPoint(t, registry.All()...)
	var config strings.Builder
	config.WriteString(k.ProviderBlock(fmt.Sprintf("sailpoint = {\n base_url = %q\n client_id = %q\n client_secret = %q\n}",
		s.URL, acctest.SailPointID, acctest.SailPointSecret)))
	for _, block := range fenced.FindAllStringSubmatch(string(content), -1) {
		if !strings.HasPrefix(block[1], "provider ") && !strings.HasPrefix(block[1], "action ") { // Terraform 1.14 knows actions
			config.WriteString(block[1])
		}
	}
	k.Run(resource.TestStep{Config: config.String(), PlanOnly: true, ExpectNonEmptyPlan: true})

	s.Connect(s.AddGroup("estate-operators", support), map[string]any{"object": map[string]any{"type": "ROLE", "name": "Operator"}})
	k.Run(resource.TestStep{
		Config: config.String(), PlanOnly: true, ExpectError: acctest.Matches(`precondition`, `Governance groups are left: estate-operators`),
	})
}

// TestGuideToDNSApplies applies the guide's blocks together, for a domain that is delegated
// already. Only the guard against a destroy is left out.
func TestGuideToDNSApplies(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/dns-and-certificates.md"))
	if err != nil {
		t.Fatal(err)
	}
	var config strings.Builder
	for _, block := range fenced.FindAllStringSubmatch(string(content), -1) {
		config.WriteString(strings.ReplaceAll(block[1], "prevent_destroy = true", "prevent_destroy = false"))
	}
	w := acctest.New(t, registry.All()...)
	w.DelegateDomain("example.com")
	w.Run(
		resource.TestStep{Config: config.String(), PlanOnly: true, ExpectNonEmptyPlan: true},
		resource.TestStep{Config: config.String()},
	)
}
