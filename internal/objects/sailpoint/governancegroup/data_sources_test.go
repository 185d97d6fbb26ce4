package governancegroup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
)

const found = "data.katapult_sailpoint_governance_group.found"

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.AddGroup("Auditors 2", support)
	w.AddGroup("AUDITORS", support)
	id := w.AddGroup("Auditors", michael)
	w.AddMember(id, support)
	for by, argument := range map[string]string{"id": id, "name": "Auditors"} {
		w.Run(resource.TestStep{
			Config: `data "katapult_sailpoint_governance_group" "found" { ` + by + ` = "` + argument + `" }`,
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr(found, "id", id),
				resource.TestCheckResourceAttr(found, "name", "Auditors"),
				resource.TestCheckResourceAttr(found, "description", ""),
				resource.TestCheckResourceAttr(found, "owner_id", michael),
				resource.TestCheckResourceAttr(found, "owner_name", "Michael Michaels"),
				resource.TestCheckResourceAttr(found, "owner_email", "michael.michaels@example.com"),
				resource.TestCheckResourceAttr(found, "member_count", "1"),
				resource.TestCheckResourceAttr(found, "connection_count", "0"),
			),
		})
	}
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.AddGroup("Twins", support)
	w.AddGroup("Twins", support)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"two of the name":  {`name = "Twins"`, []string{`name = "Twins"`, `2 have this name: [0-9a-f-]{36}, [0-9a-f-]{36}`, `set id to choose`}},
		"none of the name": {`name = "twins"`, []string{`name = "twins"`, `has this name`}},
		"no such ID":       {`id = "2b711763"`, []string{`Cannot read data source katapult_sailpoint_governance_group`, `id = "2b711763"`, `was not found`, `tracking ID`}},
		"neither":          {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{
				Config: "data \"katapult_sailpoint_governance_group\" \"found\" {\n" + test.arguments + "\n}\n", ExpectError: acctest.Matches(test.says...),
			})
		})
	}
}

func TestDataSourceListsAllPagesNarrowedDown(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	for i := range 260 {
		w.AddGroup(fmt.Sprintf("team-%03d", i), support)
	}
	w.AddGroup("Team-x", michael)
	member := w.AddGroup("auditors", michael)
	w.AddMember(member, support)
	const data = "data.katapult_sailpoint_governance_groups."
	w.Run(resource.TestStep{
		Config: `
data "katapult_sailpoint_governance_groups" "all" {}
data "katapult_sailpoint_governance_groups" "prefix" { name_prefix = "team-00" }
data "katapult_sailpoint_governance_groups" "case" { name_prefix = "Team" }
data "katapult_sailpoint_governance_groups" "owner" { owner_id = "` + michael + `" }
data "katapult_sailpoint_governance_groups" "member" { member_id = "` + support + `" }
data "katapult_sailpoint_governance_groups" "both" {
  member_id   = "` + support + `"
  name_prefix = "team"
}
data "katapult_sailpoint_governance_groups" "none" { name_prefix = "queue-" }
`,
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(data+"all", "groups.#", "262"),
			resource.TestCheckResourceAttr(data+"all", "groups.0.name", "auditors"),
			resource.TestCheckResourceAttr(data+"prefix", "groups.#", "10"),
			resource.TestCheckResourceAttr(data+"prefix", "groups.9.name", "team-009"),
			resource.TestCheckResourceAttr(data+"case", "groups.#", "1"),
			resource.TestCheckResourceAttr(data+"owner", "groups.#", "2"),
			resource.TestCheckResourceAttr(data+"member", "groups.#", "1"),
			resource.TestCheckResourceAttr(data+"member", "groups.0.id", member),
			resource.TestCheckResourceAttr(data+"both", "groups.#", "0"),
			resource.TestCheckResourceAttr(data+"none", "groups.#", "0"),
		),
	})
}

func TestQueryListsIdentities(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	ids := []string{w.AddGroup("a-1", support), w.AddGroup("a-2", michael), w.AddGroup("b", michael)}
	w.AddMember(ids[2], support)
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":       {nil, 0, ids},
		"by prefix": {map[string]string{"name_prefix": "a-"}, 0, ids[:2]},
		"by owner":  {map[string]string{"owner_id": michael}, 0, ids[1:]},
		"by member": {map[string]string{"member_id": support}, 0, ids[2:]},
		"limited":   {nil, 2, ids[:2]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List("katapult_sailpoint_governance_group", test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["name"] != r.Name {
					t.Errorf("%+v", r)
				}
			}
			if strings.Join(got, " ") != strings.Join(test.want, " ") {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
