package registry_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	"terraform-provider-katapult/internal/simulator"
)

// TestExamplesPlan plans every example against a simulator that has what the
// examples look for.
func TestExamplesPlan(t *testing.T) {
	t.Parallel()
	var examples []string
	for _, pattern := range []string{"resources/*/resource.tf", "data-sources/*/data-source.tf"} {
		files, err := filepath.Glob(filepath.Join(root, "examples", pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		examples = append(examples, files...)
	}
	for _, file := range examples {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			step := resource.TestStep{Config: string(content), PlanOnly: true, ExpectNonEmptyPlan: true}
			if strings.Contains(file, "katapult_sailpoint_") {
				w := acctest.NewSailPoint(t, registry.All()...)
				populateSailPoint(w)
				w.Run(step)
				return
			}
			w := acctest.New(t, registry.All()...)
			populate(w)
			w.Run(step)
		})
	}
}

// support is an identity that every tenant has.
const support = "2c9180a46faadee4016fb4e018c20639"

// populate adds to a world what the examples look for.
func populate(w *acctest.World) {
	w.AddGroup("web")
	w.AddGroup("production-web")
	w.AddVirtualMachine(simulator.VM{Name: "web-1", Interface: true})
	w.Change(w.Only("ip_address"), map[string]any{"address": "203.0.113.7"})
	w.AddVirtualMachine(simulator.VM{Name: "database"})
	w.AddDisk("database-data")
	w.AddVirtualNetwork("backend", "uk-lon-01")
}

// populateSailPoint adds to a tenant what the examples look for.
func populateSailPoint(w *acctest.SailPoint) {
	w.Connect(w.AddGroup("Auditors", support), map[string]any{"object": map[string]any{"type": "ROLE", "name": "Ledger reader"}})
	w.AddGroup("estate-operators", support)
}
