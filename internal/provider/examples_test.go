package provider_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
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
			w := acctest.New(t)
			populate(w)
			w.Run(resource.TestStep{Config: string(content), PlanOnly: true, ExpectNonEmptyPlan: true})
		})
	}
}

// populate adds to a world what the examples look for.
func populate(w *acctest.World) {
	w.AddGroup("web")
	w.AddGroup("production-web")
}
