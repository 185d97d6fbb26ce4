package registry_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

// TestEstateIsTakenOverByQueries builds an estate and takes it over into another state:
// every list resource is queried for all that there is, what that generates is planned
// together, imported, and planned again. No object is changed.
func TestEstateIsTakenOverByQueries(t *testing.T) {
	t.Parallel()
	config, err := os.ReadFile(filepath.Join("testdata", "estate.tf"))
	if err != nil {
		t.Fatal(err)
	}
	w := acctest.New(t, registry.All()...)
	w.DelegateDomain("example-0.com")
	w.AddCertificate("custom", "shop.example.com") // its key is not in the repository
	builder := w.Shell(string(config))
	if output, err := builder.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatal(err, output)
	}

	var (
		all     strings.Builder
		objects int
	)
	w.ResetRequests()
	for _, name := range offeredOf(t, "list-resources") {
		if strings.HasPrefix(name, "katapult_sailpoint_") {
			continue // is no object of an organization at Katapult
		}
		generated, listed := w.Generated(name, nil)
		if listed == 0 {
			t.Errorf("the estate has no %s: add some to testdata/estate.tf", name)
		}
		t.Logf("%s: %d", name, listed)
		all.WriteString(generated)
		objects += listed
	}
	if objects < 300 {
		t.Errorf("there are no more than %d objects", objects)
	}
	t.Logf("%d objects are listed with %d requests", objects, len(w.Requests()))

	shell := w.Shell(all.String())
	w.ResetRequests()
	acctest.PlansImports(t, shell, objects)
	t.Logf("and planned with %d requests", len(w.Requests()))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatal(err, output)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("the plan after the import is not empty: %v\n%s", err, output)
	}
	if sent := changes(w); len(sent) > 0 {
		t.Errorf("an import changes something: %v", sent)
	}
	if output, err := builder.Run("destroy", "-auto-approve", "-no-color"); err != nil {
		t.Fatal(err, output)
	}
	if left := w.Leftovers(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
