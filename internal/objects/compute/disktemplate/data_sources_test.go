package disktemplate_test

import (
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/disktemplate"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	one     = "katapult_disk_template"
	many    = "katapult_disk_templates"
	ubuntu  = "dtpl_GS03NCmS1Z17rXHq"
	list    = "GET /organizations/organization/disk_templates"
	single  = "GET /disk_templates/disk_template"
	version = "GET /disk_template_versions/disk_template_version"
)

var ubuntu20 = map[string]string{
	"id": ubuntu, "permalink": "templates/ubuntu-20-04", "name": "Ubuntu 20.04", "universal": "true", "template_version": "7",
	"description": "A clean installation of Ubuntu 20.04 server", "os_family": "Ubuntu",
}

func TestFindsByEveryKeyWithOneList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	w.Reads(one, ubuntu20, `id = "`+ubuntu+`"`, `permalink = "templates/ubuntu-20-04"`, `permalink = "ubuntu-20-04"`,
		`name = "Ubuntu 20.04"`, "id = \""+ubuntu+"\"\npermalink = \"templates/debian-11\"")
	if n := w.Count(single) + w.Count(version); n > 0 {
		t.Errorf("%d single reads", n)
	}
}

// A template may be usable and not listed, and the token may not be allowed to list.
func TestFindsWhatTheListDoesNotShow(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	w.Inject(simulator.Fault{Operation: list, Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Reads(one, ubuntu20, `id = "`+ubuntu+`"`)
	w.Reads(one, ubuntu20, `permalink = "templates/ubuntu-20-04"`)
	w.Reads(one, ubuntu20, `permalink = "ubuntu-20-04"`)
}

func TestFindsTemplatesOfTheOrganization(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	id := w.AddDiskTemplate("Golden Image")
	w.Reads(one, map[string]string{
		"id": id, "permalink": "golden-image", "name": "Golden Image", "universal": "false", "template_version": "1",
		"description": "", "os_family": "Ubuntu",
	}, `id = "`+id+`"`, `permalink = "golden-image"`, `name = "Golden Image"`)
}

func TestEmptyTemplate(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	id := w.AddDiskTemplate("Golden Image")
	w.Change(id, map[string]any{"operating_system": nil})
	w.Remove(w.Objects("disk_template_version")[len(w.Objects("disk_template_version"))-1]["id"].(string)) //nolint:forcetypeassert // IDs are texts
	want := map[string]string{"id": id, "template_version": "0", "os_family": "", "description": ""}
	w.Reads(one, want, `id = "`+id+`"`)
	w.Inject(simulator.Fault{Operation: list, Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Reads(one, want, `id = "`+id+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "dtpl_none"`, []string{`id = "dtpl_none"`, `disk_template_not_found`}},
		"no such permalink": {`permalink = "templates/dos"`, []string{`permalink = "templates/dos"`, `disk_template_not_found`}},
		"no such name":      {`name = "DOS"`, []string{`name = "DOS"`, `no object has this name; there are 12 others`}},
		"no key":            {``, []string{`At least one of these attributes must be configured: \[id,permalink,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestALatestVersionThatVanishesIsAnError(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	w.Inject(simulator.Fault{Operation: list, Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Inject(simulator.Fault{Operation: version, Times: -1, Status: 404, Code: "disk_template_version_not_found"})
	w.Refuses(one, `id = "`+ubuntu+`"`, `Cannot read data source katapult_disk_template`, `its latest version was deleted while it was read`)
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	id := w.AddDiskTemplate("Golden Image")
	all := map[string]string{
		"id": "acme", "templates.#": "13", "templates.0.name": "AlmaLinux 8", "templates.0.template_version": "11",
		"templates.0.os_family": "AlmaLinux", "templates.0.description": "A clean installation of AlmaLinux 8.",
	}
	w.Reads(many, all, ``, `include_universal = true`, `include_universal = null`)
	w.Reads(many, map[string]string{"include_universal": "false", "templates.#": "1", "templates.0.id": id}, `include_universal = false`)
	w.Reads(many, map[string]string{"templates.#": "3", "templates.2.permalink": "templates/debian-9"}, `os_family = "Debian"`)
	w.Reads(many, map[string]string{"templates.#": "3", "templates.0.permalink": "templates/ubuntu-18-04"}, "os_family = \"Ubuntu\"\nname_prefix = \"Ubuntu\"")
	w.Reads(many, map[string]string{"templates.#": "0"}, `name_prefix = "none"`)
}

func TestListsAllPages(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplate.Object)
	for n := range 230 {
		w.AddDiskTemplate(fmt.Sprintf("Image %03d", n))
	}
	w.Reads(many, map[string]string{"templates.#": "230", "templates.229.name": "Image 229"}, `include_universal = false`)
}
