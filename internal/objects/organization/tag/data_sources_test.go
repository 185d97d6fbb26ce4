package tag_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/tag"
)

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.AddTag("web-2", "green")
	id := w.AddTag("web", "red")
	for _, argument := range []string{`id = "` + id + `"`, `name = "web"`} {
		w.Reads("katapult_tag", map[string]string{"id": id, "name": "web", "color": "red"}, argument)
	}
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	first, second := w.AddTag("web", "red"), w.AddTag("web", "green")
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"two of the name":  {`name = "web"`, []string{`name = "web"`, `2 have this name: ` + first + `, ` + second, `set id to choose`}},
		"none of the name": {`name = "db"`, []string{`name = "db"`, `no object has this name; there are:`}},
		"no such ID":       {`id = "tag_none"`, []string{`Cannot read data source katapult_tag`, `id = "tag_none"`, `tag_not_found`}},
		"neither":          {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{
				Config: "data \"katapult_tag\" \"found\" {\n" + test.arguments + "\n}\n", ExpectError: acctest.Matches(test.says...),
			})
		})
	}
}

func TestDataSourceListsByNameAndPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	for _, name := range []string{"web-b", "db", "web-a"} {
		w.AddTag(name, "red")
	}
	w.Reads("katapult_tags", map[string]string{"tags.#": "3", "tags.0.name": "db", "tags.0.color": "red"}, "")
	w.Reads("katapult_tags", map[string]string{"tags.#": "2", "tags.0.name": "web-a", "tags.1.name": "web-b"}, `name_prefix = "web-"`)
	w.Reads("katapult_tags", map[string]string{"tags.#": "0"}, `name_prefix = "queue-"`)
}

func TestQueryListsIdentities(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	first, db, second := w.AddTag("web-1", "red"), w.AddTag("db", "red"), w.AddTag("web-2", "green")
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":       {nil, 0, []string{db, first, second}},
		"by prefix": {map[string]string{"name_prefix": "web-"}, 0, []string{first, second}},
		"limited":   {nil, 2, []string{db, first}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List("katapult_tag", test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["name"] != r.Name || r.Resource["color"] == "" {
					t.Errorf("%+v", r)
				}
			}
			if strings.Join(got, " ") != strings.Join(test.want, " ") {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
