package acctest

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest/core"
)

// driver plays steps.
type driver func(t *testing.T, steps []resource.TestStep)

// inProcess plays steps with core, unless the environment asks for the CLI.
func inProcess(o offer, oldest *version.Version) driver {
	return func(t *testing.T, steps []resource.TestStep) {
		t.Helper()
		if wantsCLI(t) {
			byCLI(o, oldest)(t, steps)
			return
		}
		core.Play(t, "katapult", o.factories()["katapult"], steps)
	}
}

// wantsCLI reports whether the environment asks for the real CLI everywhere.
func wantsCLI(t *testing.T) bool {
	t.Helper()
	switch by := os.Getenv("ACCTEST_DRIVER"); by {
	case "cli":
		return true
	case "", "core":
	default:
		t.Fatalf("ACCTEST_DRIVER is %q: it can be core, which is the default, or cli", by)
	}
	return false
}

// byCLI plays steps with the real CLI, skipping the test below the oldest version.
func byCLI(o offer, oldest *version.Version) driver {
	return func(t *testing.T, steps []resource.TestStep) {
		t.Helper()
		requireTerraform(t)
		test := resource.TestCase{ProtoV6ProviderFactories: o.factories(), Steps: steps}
		if oldest != nil {
			test.TerraformVersionChecks = []tfversion.TerraformVersionCheck{tfversion.SkipBelow(oldest)}
		}
		resource.UnitTest(t, test)
	}
}

// withProviderBlocks adds a provider block to the configurations that have none.
func withProviderBlocks(provider string, steps []resource.TestStep) []resource.TestStep {
	for i := range steps {
		if steps[i].Config != "" {
			steps[i].Config = withProviderBlock(provider, steps[i].Config)
		}
	}
	return steps
}

// withProviderBlock adds a provider block to a configuration that has none.
func withProviderBlock(provider, config string) string {
	if strings.Contains(config, `provider "katapult"`) {
		return config
	}
	return provider + config
}
