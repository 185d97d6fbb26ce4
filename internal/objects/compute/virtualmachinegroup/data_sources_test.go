package virtualmachinegroup_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
	"terraform-provider-katapult/internal/simulator"
)

const found = "data.katapult_virtual_machine_group.found"

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
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
	w := acctest.New(t, virtualmachinegroup.Object)
	first, second := w.AddGroup("web"), w.AddGroup("web")
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"two of the name":  {`name = "web"`, []string{`name = "web"`, `2 have this name: ` + first + `, ` + second, `set id to choose`}},
		"none of the name": {`name = "db"`, []string{`name = "db"`, `no object has this name; there are:`}},
		"no such ID":       {`id = "vmgrp_none"`, []string{`Cannot read data source katapult_virtual_machine_group`, `id = "vmgrp_none"`, `virtual_machine_group_not_found`}},
		"neither":          {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"both":             {`id = "a"` + "\n" + `name = "b"`, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{
				Config: "data \"katapult_virtual_machine_group\" \"found\" {\n" + test.arguments + "\n}\n", ExpectError: acctest.Matches(test.says...),
			})
		})
	}
}

func TestDataSourceListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
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
	w := acctest.New(t, virtualmachinegroup.Object)
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

// macOS types, and the API keeps, letters and accents apart.
func TestFindsANameThatWasTypedOnAMac(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	id := w.AddGroup("Wu\u0308rfel 1")
	w.AddGroup("Wurfel 1")
	w.Reads("katapult_virtual_machine_group", map[string]string{"id": id}, `name = "W\u00fcrfel 1"`)
	w.Reads("katapult_virtual_machine_groups", map[string]string{"groups.#": "1", "groups.0.id": id}, `name_prefix = "W\u00fcr"`)
	if listed := w.List("katapult_virtual_machine_group", map[string]string{"name_prefix": "W\u00fcr"}, 10); len(listed) != 1 {
		t.Errorf("%+v", listed)
	}
}

// Terraform breaks lines at blanks, so what is written in the middle of a name
// can begin one.
func TestNamesOfOthersGiveNoOrders(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.AddGroup(strings.Repeat("::error::x ", 40))
	w.AddGroup("red\x1b[31m\n::error::all is lost")
	w.Inject(simulator.Fault{
		Operation: "POST /organizations/organization/virtual_machine_groups", Status: 422, Code: "validation_error", Times: -1,
		Description: "No\x1b[2J\n::error::y " + strings.Repeat("::debug::z ", 40),
	})
	for name, config := range map[string]string{
		"a lookup": `data "katapult_virtual_machine_group" "x" { name = "nobody" }`,
		"an error": `resource "katapult_virtual_machine_group" "x" { name = "x" }`,
	} {
		output, err := w.Shell(config).Run("apply", "-auto-approve", "-no-color")
		if err == nil || !strings.Contains(output, "Cannot ") {
			t.Errorf("%s: %v\n%s", name, err, output)
		}
		for line := range strings.Lines(output) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "\x1b") {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
	for _, listed := range w.List("katapult_virtual_machine_group", nil, 10) {
		if strings.ContainsAny(listed.Name, "\x1b\n") || strings.HasPrefix(listed.Name, "::") {
			t.Errorf("%q is listed", listed.Name)
		}
	}
}
