package disktemplateversion_test

import (
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/disktemplateversion"
)

const (
	one    = "katapult_disk_template_version"
	many   = "katapult_disk_template_versions"
	ubuntu = "dtpl_GS03NCmS1Z17rXHq" // has 7 versions
	latest = "dtv_Ha4LXNfpQddNlUcT"
)

func TestFindsTheLatest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplateversion.Object)
	want := map[string]string{
		"id": latest, "number": "7", "stable": "true", "size_in_gb": "5", "disk_template_id": ubuntu, "options.#": "2",
		"options.0.name": "root_password", "options.0.type": "Password", "options.0.label": "Root password", "options.0.required": "false",
		"options.0.description": acctest.Null, "options.0.placeholder": "A random one", "options.0.prefill": acctest.Null,
		"options.1.required": "true", "options.1.prefill": "true", "options.1.description": "Reports the use of memory and disks.",
	}
	w.Reads(one, want, `id = "`+latest+`"`, `disk_template = "ubuntu-20-04"`, `disk_template = "`+ubuntu+`"`,
		"disk_template = \"templates/ubuntu-20-04\"\nnumber = 7")
	w.Reads(one, map[string]string{"disk_template": "templates/ubuntu-20-04"}, `id = "`+latest+`"`)
	w.Reads(one, map[string]string{"disk_template": "ubuntu-20-04"}, `disk_template = "ubuntu-20-04"`)
}

func TestFindsAnOlderVersion(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplateversion.Object)
	var second string
	for _, v := range w.Objects("disk_template_version") {
		if v["disk_template"].(map[string]any)["id"] == ubuntu && fmt.Sprint(v["number"]) == "2" { //nolint:forcetypeassert // as simulated
			second = fmt.Sprint(v["id"])
		}
	}
	w.Reads(one, map[string]string{"id": second, "number": "2"}, "disk_template = \"ubuntu-20-04\"\nnumber = 2", `id = "`+second+`"`)
}

func TestWithoutOptions(t *testing.T) {
	t.Parallel()
	acctest.New(t, disktemplateversion.Object).Reads(one, map[string]string{"options.#": "0"}, `disk_template = "centos-84"`)
}

func TestRequests(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplateversion.Object)
	for arguments, want := range map[string]int{`id = "` + latest + `"`: 1, `disk_template = "ubuntu-20-04"`: 2, "disk_template = \"ubuntu-20-04\"\nnumber = 7": 3} {
		w.ResetRequests()
		w.Reads(one, nil, arguments)
		reads := w.Count("GET /disk_template_versions/disk_template_version/spec")
		got := reads + w.Count("GET /organizations/organization/disk_templates") + w.Count("GET /disk_templates/disk_template/versions") +
			w.Count("GET /disk_template_versions/disk_template_version") + w.Count("GET /disk_templates/disk_template")
		if got == 0 || got != want*reads {
			t.Errorf("%s: %d requests in %d reads, want %d in each", arguments, got, reads, want)
		}
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplateversion.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":       {`id = "dtv_none"`, []string{`id = "dtv_none"`, `disk_template_version_not_found`}},
		"no such template": {`disk_template = "dos"`, []string{`disk_template = "dos"`, `disk_template_not_found`}},
		"no such number":   {"disk_template = \"almalinux9\"\nnumber = 3", []string{`number = 3`, `no object has this number; there are: 1, 2`}},
		"no number":        {"disk_template = \"almalinux9\"\nnumber = 0", []string{`number`, `must be at least 1`}},
		"no key":           {``, []string{`Exactly one of these attributes must be configured: \[id,disk_template\]`}},
		"two keys":         {"id = \"a\"\ndisk_template = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,disk_template\]`}},
		"ID and number":    {"id = \"a\"\nnumber = 1", []string{`cannot be configured together: \[id,number\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestATemplateWithoutVersions(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplateversion.Object)
	w.AddDiskTemplate("Golden Image")
	versions := w.Objects("disk_template_version")
	w.Remove(fmt.Sprint(versions[len(versions)-1]["id"]))
	w.Refuses(one, `disk_template = "golden-image"`, `disk_template = "golden-image"`, `this disk template has no versions yet`)
	w.Reads(many, map[string]string{"versions.#": "0"}, `disk_template = "golden-image"`)
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disktemplateversion.Object)
	// The API promises no order.
	w.Change(fmt.Sprint(w.Objects("disk_template_version")[0]["id"]), map[string]any{"number": 12})
	w.Reads(many, map[string]string{
		"disk_template": "almalinux8", "disk_template_id": "dtpl_HFSqTSuYzkgfqDm1", "versions.#": "11",
		"versions.0.number": "2", "versions.0.size_in_gb": "5", "versions.0.stable": "true", "versions.10.number": "12",
	}, `disk_template = "almalinux8"`)
	w.Refuses(many, `disk_template = "dos"`, `disk_template = "dos"`, `disk_template_not_found`)
	w.Refuses(many, ``, `disk_template`, `required`)
}
