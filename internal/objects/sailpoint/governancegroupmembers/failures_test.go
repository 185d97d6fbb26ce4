package governancegroupmembers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupmembers"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const looks = "GET /workgroups/{workgroupId}/members"

// halfway are the ways in which a create ends after it has added somebody to a
// group that addie is a member of.
var halfway = map[string]struct {
	faults []sailpoint.Fault
	wanted func(w *acctest.SailPoint) []string
}{
	"an identity that does not exist": {nil, func(*acctest.SailPoint) []string { return []string{michael, "nobody"} }},
	"a removal that is refused":       {[]sailpoint.Fault{{Operation: removes, Status: http.StatusForbidden}}, justMichael},
	"a second request that is refused": {
		[]sailpoint.Fault{{Operation: adds, Skip: 1, Status: http.StatusForbidden}},
		func(w *acctest.SailPoint) []string {
			var many []string
			for i := range 60 {
				many = append(many, w.AddIdentity(fmt.Sprint(i), ""))
			}
			return many
		},
	},
	"an API that is gone since": {
		[]sailpoint.Fault{{Operation: adds, DropAfter: true, Times: 5}, {Operation: looks, Skip: 1, Status: http.StatusBadGateway, Times: 5}},
		justMichael,
	},
}

func justMichael(*acctest.SailPoint) []string { return []string{michael} }

// Whoever else is a member, before or since, stays.
func TestDestroyAfterACreateThatFailedHalfwayRemovesWhomItAdded(t *testing.T) {
	t.Parallel()
	for name, test := range halfway {
		for _, arguments := range []string{"-refresh=true", "-refresh=false"} {
			t.Run(name+"/"+arguments, func(t *testing.T) {
				t.Parallel()
				w := acctest.NewSailPoint(t, governancegroupmembers.Object)
				id := w.AddGroup("Auditors", support)
				w.AddMember(id, addie)
				for _, fault := range test.faults {
					w.Inject(fault)
				}
				shell := w.Shell(members(id, test.wanted(w)...))
				if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil || len(w.Members(id)) < 2 {
					t.Fatalf("%v: %v\n%s", err, w.Members(id), output)
				}
				w.AddMember(id, support)
				if output, err := shell.Run("destroy", arguments, "-auto-approve", "-no-color"); err != nil {
					t.Errorf("%v\n%s", err, output)
				}
				if err := are(w, id, addie, support)(nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestApplyAfterACreateThatFailedHalfwayDoesItAll(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, addie)
	w.Run(
		resource.TestStep{
			Config:      members(id, michael, "nobody"),
			ExpectError: acctest.Matches(`Cannot create katapult_sailpoint_governance_group_members`, `nobody: `),
		},
		resource.TestStep{
			PreConfig:        func() { w.AddMember(id, addie) },
			Config:           members(id, michael),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), Check: are(w, id, michael),
		},
		// From now on it is about all members again.
		resource.TestStep{
			PreConfig:        func() { w.AddMember(id, addie) },
			Config:           members(id, michael),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), Check: are(w, id, michael),
		},
	)
}

func TestUntaintedMembersAreAllMembersAgain(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, addie)
	shell := w.Shell(members(id, michael, support))
	w.Inject(sailpoint.Fault{Operation: adds, AfterEffect: true, Status: http.StatusMultiStatus, Body: `[{"id":"` + michael + `","status":201},{"id":"` + support + `","status":400}]`})
	_, _ = shell.Run("apply", "-auto-approve", "-no-color")
	w.RemoveMember(id, support)
	for _, arguments := range [][]string{{"untaint", address}, {"apply", "-auto-approve"}} {
		if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	w.AddMember(id, addie)
	output, err := shell.Run("plan", "-no-color")
	if err != nil || !strings.Contains(output, "1 to change") || !strings.Contains(output, addie) {
		t.Errorf("%v\n%s", err, output)
	}
}

// Nothing is missing but the removal of those who were members before: the
// state and the configuration name the same members.
func TestUntaintedMembersShowWhoIsStillToBeRemoved(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, addie)
	w.Inject(sailpoint.Fault{Operation: removes, Status: http.StatusForbidden})
	shell := w.Shell(members(id, michael))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil {
		t.Fatal(output)
	}
	w.AddMember(id, support) // since
	if output, err := shell.Run("untaint", address); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || !acctest.Matches(`0 to add, 1 to change, 0 to destroy`).MatchString(output) || !strings.Contains(output, addie) || !strings.Contains(output, support) {
		t.Errorf("%v\n%s", err, output)
	}
	if err := are(w, id, michael)(nil); err != nil {
		t.Error(err)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestRefusedCreateKeepsNothing(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]sailpoint.Fault{
		"by the API":          {{Operation: adds, Status: http.StatusForbidden}},
		"before it has begun": {{Operation: looks, Status: http.StatusForbidden}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroupmembers.Object)
			id := w.AddGroup("Auditors", support)
			w.AddMember(id, addie)
			for _, fault := range faults {
				w.Inject(fault)
			}
			shell := w.Shell(members(id, michael))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil {
				t.Fatal(output)
			}
			if output, err := shell.Run("state", "list"); err != nil || strings.TrimSpace(output) != "" {
				t.Errorf("%v\n%s", err, output)
			}
			if err := are(w, id, addie)(nil); err != nil {
				t.Error(err)
			}
		})
	}
}
