package governancegroup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
)

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for by, written := range map[string]func(id string) string{
		"ID":                 func(id string) string { return id },
		"ID in capitals":     func(id string) string { return strings.ToUpper(strings.ReplaceAll(id, "-", "")) },
		"name":               func(string) string { return "name:Auditors" },
		"name after a space": func(string) string { return "name: Auditors" },
	} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			id := written(w.AddGroup("Auditors", support))
			w.AddGroup("auditors", support) // another one: filters ignore case
			w.Run(resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + minimal,
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	id := w.AddGroup("Auditors", support)
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + minimal,
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportSaysWhatItCannotFind(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	first, second := w.AddGroup("Twins", support), w.AddGroup("Twins", michael)
	for id, says := range map[string][]string{
		"2b711763-ed35-42a2-a80c-8f1ce0dc4a7f": {`Cannot import non-existent remote object`},
		"Twins":                                {`Importing Twins failed: "Twins" is the name of a governance group, not an ID: write "name:Twins"`},
		"support@example.com":                  {`looks like the e-mail address of an identity: write the ID of a governance group`},
		"name:Nobody":                          {`Cannot import katapult_sailpoint_governance_group`, `Importing name:Nobody failed`, `there is no governance group "Nobody"`},
		"name:Twins":                           {`2 governance groups have the name "Twins"`, `by its ID: (` + first + `, ` + second + `|` + second + `, ` + first + `)`},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + minimal, PlanOnly: true, ExpectError: acctest.Matches(says...),
			})
		})
	}
}
