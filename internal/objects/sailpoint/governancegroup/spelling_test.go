package governancegroup_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupconnections"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupmembers"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func anySpelling(o *sailpoint.Options) { o.AnySpelling = true }

// The tenant writes the owner's ID without dashes, and answers with that.
func TestOwnerInAnotherSpellingIsTheSameOwner(t *testing.T) {
	t.Parallel()
	const dashed = "2C9180A4-6FAA-DEE4-016F-B4E018C20639"
	w := acctest.NewSailPointWith(t, anySpelling, governancegroup.Object)
	w.Run(
		resource.TestStep{
			Config:            auditors(`name = "Auditors"`, `owner_id = "`+dashed+`"`),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "owner_id", knownvalue.StringExact(dashed))},
		},
		resource.TestStep{Config: minimal, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{ // what depends on the owner stays known
			Config: auditors(`name = "Revisors"`, `owner_id = "`+strings.ToLower(dashed)+`"`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("owner_name"), knownvalue.StringExact("Support")),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("owner_id"), knownvalue.StringExact(dashed)),
			}},
		},
	)
	for _, r := range w.Requests() {
		if r.Operation == patches && strings.Contains(string(r.Body), "owner") {
			t.Errorf("the owner was patched: %s", r.Body)
		}
	}
}

// States of before have counts, which only data sources have now.
func TestStateOfBeforePlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, michael)
	g, _ := w.Group(id)
	created, _ := g["created"].(string)
	shell := w.Shell(minimal)
	shell.WriteState("katapult_sailpoint_governance_group", "auditors", `{"id":"`+id+`","name":"Auditors","description":"","owner_id":"`+support+`",
		"owner_name":"Support","owner_email":"support@example.com","member_count":0,"connection_count":3,"created":"`+created+`","modified":"`+created+`","timeouts":null}`)
	for _, refresh := range []string{"-refresh=false", "-refresh=true"} {
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", refresh); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

// A member that the same apply adds moves no number of the group.
func TestPlanAfterOnesOwnApplyIsEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object, governancegroupmembers.Object)
	shell := w.Shell(minimal + `
resource "katapult_sailpoint_governance_group_members" "auditors" {
  group_id   = katapult_sailpoint_governance_group.auditors.id
  member_ids = ["` + michael + `"]
}

output "group" { value = katapult_sailpoint_governance_group.auditors }
`)
	for _, arguments := range [][]string{{"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}} {
		if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

func TestDataSourceFindsByAnySpelling(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object, governancegroupconnections.Object)
	id := w.AddGroup("Caf\u00e9", michael)
	w.AddGroup("Auditors", support)
	w.Run(resource.TestStep{
		Config: `
data "katapult_sailpoint_governance_group" "found" { name = "Cafe` + "\u0301" + `" }
data "katapult_sailpoint_governance_group" "by_id" { id = "` + strings.ToUpper(id) + `" }
data "katapult_sailpoint_governance_groups" "owned" { owner_id = "2C7180A4-6FAA-DEE4-016F-B4E018C20642" }
data "katapult_sailpoint_governance_group_connections" "by_id" { group_id = "` + strings.ToUpper(id) + `" }
`,
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(found, "id", id),
			resource.TestCheckResourceAttr("data.katapult_sailpoint_governance_group.by_id", "owner_id", michael),
			resource.TestCheckResourceAttr("data.katapult_sailpoint_governance_groups.owned", "groups.#", "1"),
			resource.TestCheckResourceAttr("data.katapult_sailpoint_governance_group_connections.by_id", "connections.#", "0"),
		),
	})
}

// An empty filter is no filter to the API, and would list every group.
func TestEmptyFilterIsRefused(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object, governancegroupconnections.Object)
	w.AddGroup("Auditors", support)
	for name, test := range map[string]struct{ config, says string }{
		"while planning": {`data "katapult_sailpoint_governance_groups" "all" { owner_id = "" }`, `owner_id = ""`},
		"while applying": {`
resource "terraform_data" "owner" { input = "" }
data "katapult_sailpoint_governance_groups" "all" { owner_id = terraform_data.owner.output }
`, `owner_id = terraform_data.owner.output`},
		"of a name":  {`data "katapult_sailpoint_governance_group" "one" { name = "" }`, `name = ""`},
		"of a group": {`data "katapult_sailpoint_governance_group_connections" "all" { group_id = "" }`, `group_id = ""`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(test.says, `must not be blank`)})
		})
	}
}
