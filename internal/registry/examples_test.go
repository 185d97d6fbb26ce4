package registry_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

// TestExamplesApply plans, applies and destroys every example against a
// simulator with the objects that the examples look up.
func TestExamplesApply(t *testing.T) {
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
			config := withFiles(t, string(content))
			steps := []resource.TestStep{
				{Config: config, PlanOnly: true, ExpectNonEmptyPlan: true},
				{Config: config},
			}
			if strings.Contains(file, "katapult_sailpoint_") {
				w := acctest.NewSailPoint(t, registry.All()...)
				w.SeedExamples()
				w.Run(steps...)
				return
			}
			w := acctest.New(t, registry.All()...)
			w.SeedExamples()
			w.Run(steps...)
		})
	}
}

var filePattern = regexp.MustCompile(`file\("([^"]+)\.(crt|key)"\)`)

// withFiles writes certificates and keys in the place of the files that an example has them
// in.
func withFiles(t *testing.T, config string) string {
	t.Helper()
	return filePattern.ReplaceAllStringFunc(config, func(call string) string {
		file := filePattern.FindStringSubmatch(call)
		certificate, key := acctest.NewCertificate(t, time.Now().AddDate(1, 0, 0), file[1])
		if file[2] == "key" {
			return strconv.Quote(key)
		}
		return strconv.Quote(certificate)
	})
}

// TestExamplesOfFunctionsApply is by the CLI, as what plays steps in process knows no
// functions of providers.
func TestExamplesOfFunctionsApply(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "examples/functions/*/function.tf"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := acctest.New(t, registry.All()...)
			w.SeedExamples()
			w.RunCLIFrom(tfversion.Version1_8_0, resource.TestStep{Config: string(content)})
		})
	}
}

var idInExamples = regexp.MustCompile(`\b([a-z]+)_[A-Za-z0-9]{16}\b`)

// TestExamplesNameWhatIsSeeded looks for every ID in the examples.
func TestExamplesNameWhatIsSeeded(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.SeedExamples()
	named := 0
	err := filepath.WalkDir(filepath.Join(root, "examples"), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		for _, id := range idInExamples.FindAllStringSubmatch(string(content), -1) {
			named++
			// The import uses an interface that the example has created.
			if _, exists := w.Object(id[0]); !exists && id[1] != "vmnet" {
				t.Errorf("%s names %s, which SeedExamples does not add", file, id[0])
			}
		}
		return err
	})
	if err != nil || named < 5 {
		t.Fatal(named, err)
	}
}
