package governancegroupmembers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupmembers"
)

// Terraform creates and deletes in any order. What depends on the old address is
// deleted before it, so that here the new one comes first.
func TestMembersStayWhenTheResourceIsRenamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object, governancegroup.Object)
	id := w.AddGroup("Auditors", support)
	dependent := fmt.Sprintf("resource \"katapult_sailpoint_governance_group\" \"other\" {\n  name = \"Other\"\n  owner_id = %q\n  depends_on = [%s]\n}\n", support, address)
	w.Run(
		resource.TestStep{Config: members(id, michael, addie) + dependent, Check: are(w, id, michael, addie)},
		resource.TestStep{Config: strings.Replace(members(id, michael, addie), `"auditors"`, `"reviewers"`, 1), Check: are(w, id, michael, addie)},
	)
}

func TestMembersStayWhenTheyAreReplacedByTheSame(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	config := func(trigger string) string {
		return fmt.Sprintf("resource \"terraform_data\" \"trigger\" {\n  input = %q\n}\n", trigger) + strings.Replace(members(id, michael, addie), "\n}",
			"\n  lifecycle {\n    create_before_destroy = true\n    replace_triggered_by = [terraform_data.trigger]\n  }\n}", 1)
	}
	w.Run(
		resource.TestStep{Config: config("first"), Check: are(w, id, michael, addie)},
		resource.TestStep{
			Config: config("second"), Check: are(w, id, michael, addie),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreateBeforeDestroy),
		},
	)
}

func TestSecondListOfMembersOfOneGroupIsRefused(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	first := members(id, michael)
	second := strings.Replace(members(id, addie), `"auditors"`, `"reviewers"`, 1) + "\n"
	shell := w.Shell(first + strings.Replace(second, "member_ids", "depends_on = ["+address+"]\n  member_ids", 1))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches("Cannot create katapult_sailpoint_governance_group_members",
		"another resource of this configuration has written katapult_sailpoint_governance_group_members "+id, "Keep one of the two resources").MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if err := are(w, id, michael)(nil); err != nil {
		t.Error(err)
	}
}
