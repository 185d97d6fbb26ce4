package governancegroupmembers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupmembers"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func dashed(id string) string {
	return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
}

func TestMembersInAnotherSpellingAreTheSameMembers(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPointWith(t, func(o *sailpoint.Options) { o.AnySpelling = true }, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	capitals := strings.ToUpper(id)
	w.Run(
		resource.TestStep{Config: members(capitals, dashed(support), strings.ToUpper(michael)), Check: are(w, id, support, michael)},
		resource.TestStep{Config: members(id, support, michael), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{ // only the one who came since goes
			PreConfig:        func() { w.AddMember(id, addie); w.ResetRequests() },
			Config:           members(id, dashed(support), dashed(michael)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), Check: are(w, id, support, michael),
		},
	)
	var removed []string
	for _, r := range w.Requests() {
		switch r.Operation {
		case adds:
			t.Errorf("added: %s", r.Body)
		case removes:
			removed = append(removed, string(r.Body))
		}
	}
	if want := `[{"type":"IDENTITY","id":"` + addie + `"}]`; len(removed) != 2 || removed[0] != want { // the second is the destroy
		t.Errorf("removed: %s", removed)
	}
}

func TestImportOfMembersTakesAnySpellingOrTheName(t *testing.T) {
	t.Parallel()
	for name, written := range map[string]func(id string) string{
		"ID in capitals":     strings.ToUpper,
		"name after a space": func(string) string { return "name: Auditors" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroupmembers.Object)
			id := w.AddGroup("Auditors", support)
			w.AddMember(id, michael)
			w.Run(resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, written(id)) + members(id, michael),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestMembersThatAreNoneAreRefusedWithNobodyRemoved(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupmembers.Object)
	id := w.AddGroup("Auditors", support)
	w.AddMember(id, addie)
	list := func(elements string) string {
		return strings.Replace(members(id, ""), `[""]`, "["+elements+"]", 1)
	}
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"a null":        {list(`"` + michael + `", null`), []string{`member_ids`, `an element is null`}},
		"a blank":       {list(`"` + michael + `", " "`), []string{`member_ids`, `an element is blank`}},
		"two spellings": {list(`"` + michael + `", "` + strings.ToUpper(michael) + `"`), []string{`member_ids`, `are the same ID`}},
		"a null that is not known before": {
			"resource \"terraform_data\" \"none\" { input = null }\n" + list(`"`+michael+`", terraform_data.none.output`), []string{`member_ids`, `an element is null`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(test.says...)})
			if err := are(w, id, addie)(nil); err != nil {
				t.Error(err)
			}
		})
	}
}
