package virtualmachinegroup_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
)

const found = "data.katapult_virtual_machine_group.found"

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.AddGroup("web-2")
	id := w.AddGroup("web")
	for by, argument := range map[string]string{"id": id, "name": "web"} {
		w.Run(resource.TestStep{
			Config: `data "katapult_virtual_machine_group" "found" { ` + by + ` = "` + argument + `" }`,
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr(found, "id", id),
				resource.TestCheckResourceAttr(found, "name", "web"),
				resource.TestCheckResourceAttr(found, "segregate", "true"),
				resource.TestCheckResourceAttr(found, "auto_segregate", "false"),
				resource.TestMatchResourceAttr(found, "created_at", regexp.MustCompile(`Z$`)),
			),
		})
	}
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	first, second := w.AddGroup("web"), w.AddGroup("web")
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"two of the name":  {`name = "web"`, []string{`name = "web"`, `2 have this name: ` + first + `, ` + second, `set id to choose`}},
		"none of the name": {`name = "db"`, []string{`name = "db"`, `none of the 2 there are has this name`}},
		"no such ID":       {`id = "vmgrp_none"`, []string{`Cannot read data source katapult_virtual_machine_group`, `id = "vmgrp_none"`, `virtual_machine_group_not_found`}},
		"neither":          {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"both":             {`id = "a"` + "\n" + `name = "b"`, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{
				Config: "data \"katapult_virtual_machine_group\" \"found\" {\n" + test.arguments + "\n}\n", ExpectError: acctest.Said(test.says...),
			})
		})
	}
}

func TestDataSourceListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	for _, name := range []string{"web-b", "db", "web-a"} {
		w.AddGroup(name)
	}
	const all = "data.katapult_virtual_machine_groups.all"
	const some = "data.katapult_virtual_machine_groups.some"
	const none = "data.katapult_virtual_machine_groups.none"
	w.Run(resource.TestStep{
		Config: `
data "katapult_virtual_machine_groups" "all" {}
data "katapult_virtual_machine_groups" "some" { name_prefix = "web-" }
data "katapult_virtual_machine_groups" "none" { name_prefix = "queue-" }
`,
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(all, "groups.#", "3"),
			resource.TestCheckResourceAttr(some, "groups.#", "2"),
			resource.TestCheckResourceAttr(some, "groups.0.name", "web-b"),
			resource.TestCheckResourceAttr(some, "groups.1.name", "web-a"),
			resource.TestCheckResourceAttr(none, "groups.#", "0"),
		),
	})
}

func TestQueryListsIdentities(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	ids := []string{w.AddGroup("web-1"), w.AddGroup("db"), w.AddGroup("web-2")}
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":       {nil, 0, ids},
		"by prefix": {map[string]string{"name_prefix": "web-"}, 0, []string{ids[0], ids[2]}},
		"limited":   {nil, 2, ids[:2]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results := w.On(t).List("katapult_virtual_machine_group", test.filter, test.limit)
			var got []string
			for _, r := range results {
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
