package operatingsystem_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/operatingsystem"
)

const (
	one    = "katapult_operating_system"
	many   = "katapult_operating_systems"
	debian = "os_AXz5v4EtnIyPSZqO"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, operatingsystem.Object).Reads(one, map[string]string{"id": debian, "name": "Debian"}, `id = "`+debian+`"`, `name = "Debian"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, operatingsystem.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":   {`id = "os_none"`, []string{`id = "os_none"`, `operating_system_not_found`}},
		"no such name": {`name = "debian"`, []string{`name = "debian"`, `there are: AlmaLinux, CentOS, Debian, Fedora, Ubuntu`}},
		"no key":       {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"two keys":     {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, operatingsystem.Object)
	w.Reads(many, map[string]string{"operating_systems.#": "5", "operating_systems.2.id": debian, "operating_systems.2.name": "Debian"}, ``)
	w.Reads(many, map[string]string{"operating_systems.#": "1", "operating_systems.0.id": debian}, `name_prefix = "Deb"`)
	w.Reads(many, map[string]string{"operating_systems.#": "0"}, `name_prefix = "none"`)
}
