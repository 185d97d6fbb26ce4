package governancegroupmembers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupmembers"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	address = "katapult_sailpoint_governance_group_members.auditors"
	adds    = "POST /workgroups/{workgroupId}/members/bulk-add"
	removes = "POST /workgroups/{workgroupId}/members/bulk-delete"
)

// Identities that every simulated tenant has.
const (
	support = "2c9180a46faadee4016fb4e018c20639"
	michael = "2c7180a46faadee4016fb4e018c20642"
	addie   = "464ae7bf791e49fdb74606a2e4a89635"
)

func members(groupID string, ids ...string) string {
	return fmt.Sprintf("resource \"katapult_sailpoint_governance_group_members\" \"auditors\" {\n  group_id = %q\n  member_ids = [\"%s\"]\n}\n",
		groupID, strings.Join(ids, `", "`))
}

func none(groupID string) string {
	return strings.Replace(members(groupID, ""), `[""]`, "[]", 1)
}

// are checks who is a member.
func are(w *acctest.SailPoint, groupID string, ids ...string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		got, want := slices.Sorted(slices.Values(w.Members(groupID))), slices.Sorted(slices.Values(ids))
		if !slices.Equal(got, want) {
			return fmt.Errorf("members are %v, want %v", got, want)
		}
		return nil
	}
}

func TestMembersAreExactlyThese(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id, other := w.AddGroup("Auditors", support), w.AddGroup("Others", support)
	w.AddMember(id, addie) // who is not among them
	w.Run(
		resource.TestStep{Config: members(id, support, michael), Check: are(w, id, support, michael)},
		resource.TestStep{Config: members(id, michael, addie), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), Check: are(w, id, michael, addie)},
		resource.TestStep{
			PreConfig:        func() { w.AddMember(id, support); w.RemoveMember(id, addie) },
			Config:           members(id, michael, addie),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), Check: are(w, id, michael, addie),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: id, ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "group_id"},
		resource.TestStep{Config: none(id), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), Check: are(w, id)},
		resource.TestStep{
			Config:           members(other, addie),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), Check: are(w, other, addie),
		},
	)
	if err := are(w, other)(nil); err != nil {
		t.Errorf("after destroy: %s", err)
	}
	if n := len(w.Groups()); n != 2 {
		t.Errorf("%d groups left", n)
	}
}

func TestDestroyLeavesWhoCameSince(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	shell := w.Shell(members(id, michael))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.AddMember(id, addie)
	w.RemoveMember(id, michael)
	if output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if err := are(w, id, addie)(nil); err != nil {
		t.Error(err)
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, michael)
	w.Run(resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + members(id, michael),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, michael)
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { group_id = %q }\n}\n", address, id) + members(id, michael),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestGroupDeletedOutsideTakesTheMembersWithIt(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.Run(
		resource.TestStep{Config: members(id, michael)},
		resource.TestStep{
			PreConfig: func() { w.Remove(id) },
			Config:    members(id, michael), PlanOnly: true, ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			Config:      members(id, michael),
			ExpectError: acctest.Matches(`Cannot create katapult_sailpoint_governance_group_members`, `group_id = "`+id+`"`, `was not found`),
		},
	)
}

// Who can be added is.
func TestIdentityThatCannotBeAddedIsNamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	output, err := w.Shell(members(id, michael, "nobody")).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_sailpoint_governance_group_members`, `member_ids = \["`+michael,
		`Creating `+id+` failed`, `1 could not be added`, `nobody: `).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if err := are(w, id, michael)(nil); err != nil {
		t.Error(err)
	}
}

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{adds, removes} {
		for name, fault := range map[string]sailpoint.Fault{
			"an internal fault":    {Status: 500},
			"cut after the effect": {DropAfter: true},
			"a rate limit":         {Status: 429, RetryAfter: 1},
		} {
			t.Run(operation+"/"+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.NewSailPoint(t, governancegroupmembers.Object)
				id := w.AddGroup("Auditors", support)
				w.Run(
					resource.TestStep{Config: members(id, michael)},
					resource.TestStep{
						PreConfig: func() { fault.Operation = operation; w.Inject(fault) },
						Config:    members(id, addie), Check: are(w, id, addie),
					},
				)
			})
		}
	}
}

func TestMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPointWith(t, func(o *sailpoint.Options) { o.Scopes = []string{"idn:workgroup:manage"} }, governancegroupmembers.Object)
	w.Run(resource.TestStep{
		Config:      members(w.AddGroup("Auditors", support), michael),
		ExpectError: acctest.Matches(`answered 403`, `idn:workgroup:write, to manage members`),
	})
}

// More members than a page has, or a request takes.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	var everybody []string
	for i := range 120 {
		everybody = append(everybody, w.AddIdentity(fmt.Sprint(i), ""))
	}
	w.Run(
		resource.TestStep{Config: members(id, everybody...), Check: are(w, id, everybody...)},
		resource.TestStep{Config: members(id, everybody[:10]...), Check: are(w, id, everybody[:10]...)},
	)
}
