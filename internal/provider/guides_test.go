package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
)

var fenced = regexp.MustCompile("(?ms)^```terraform\n(.*?)^```$")

// TestGuidesPlan plans what a guide shows, taken together, with a provider for
// both sides.
func TestGuidesPlan(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "templates/guides/*.md"))
	if err != nil || len(files) == 0 {
		t.Fatal("no guides", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			k, s := acctest.New(t), acctest.NewSailPoint(t)
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
				Config: config.String(), PlanOnly: true, ExpectError: acctest.Said(`precondition`, `Governance groups are left: estate-operators`),
			})
		})
	}
}
