package virtualmachine_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
)

// with is the basic configuration with another value of an argument.
func with(argument, value string, more ...string) string {
	lines := strings.Split(basic, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), argument+" ") {
			lines[i] = argument + " = " + value
			if value == "" {
				lines[i] = ""
			}
		}
	}
	return web(append(lines, more...)...)
}

// Whatever means the same changes nothing, and a new spelling never replaces a machine.
func TestOtherSpellingsPlanNothing(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"template with its prefix": with("disk_template", `"templates/ubuntu-18-04"`),
		"template by ID":           with("disk_template", `"dtpl_dHTYevsvwvsL0Hea"`),
		"no template":              with("disk_template", ""),
		"package by ID":            with("package", `"vmpkg_Eh5LYVKScVHpj7sM"`),
		"host name in capitals":    with("hostname", `"WEB-1"`),
		"no host name":             with("hostname", ""),
		"no name":                  with("name", ""),
		"data centre by ID":        with("data_center", `"`+inLondon+`"`),
		"no data centre":           with("data_center", ""),
		"zone beside it":           web(basic, `zone_id = "zone_7Uuz6wzE17ZShh8f"`),
		"zone of its own":          with("data_center", "", `zone_id = "zone_7Uuz6wzE17ZShh8f"`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				w.Run(
					resource.TestStep{Config: web(basic)},
					resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
			})
		})
	}
}

// An empty text is no text, in the configuration as in the API.
func TestEmptyTextsArePlannedOnce(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		empty := web(basic, `description = ""`, `group_id = ""`)
		w.Run(
			resource.TestStep{Config: empty},
			resource.TestStep{Config: web(basic), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		)
	})
}

func TestArgumentsOfABuildNeverReplaceAMachineThatExists(t *testing.T) {
	t.Parallel()
	options := `disk_template_options = { install_agent = "true" }`
	for name, test := range map[string]struct{ before, after string }{
		"options are removed": {options, ""},
		"options are added":   {"", options},
		"keys are added":      {"", `authorized_keys = { all_users = false }`},
		"keys change":         {`authorized_keys = { all_users = true }`, `authorized_keys = { all_users = false, ssh_keys = ["ssh-ed25519 AAAA"] }`},
		"a version is added":  {"", `disk_template_version = 1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				w.Run(
					resource.TestStep{Config: web(basic, test.before)},
					resource.TestStep{Config: web(basic, test.after), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)},
				)
				if n := w.Count(patches) + w.Count(builds); n != 1 {
					t.Errorf("%d requests that change something, not only the build", n)
				}
			})
		})
	}
}

func TestAnotherMachineReplacesIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after string }{
		"another template":    {web(basic), with("disk_template", `"ubuntu-22-04"`)},
		"another data centre": {web(basic), with("data_center", `"nl-ams-01"`)},
		"another zone":        {with("data_center", "", `zone_id = "zone_7Uuz6wzE17ZShh8f"`), with("data_center", "", `zone_id = "zone_KdXXMdv8zRMZXc7q"`)},
		"other options":       {web(basic, `disk_template_options = { a = "1" }`), web(basic, `disk_template_options = { a = "2" }`)},
		"other legacy disks":  {web(basic, "disk {\n size = 20\n}"), web(basic, "disk {\n size = 30\n}")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				w.Run(
					resource.TestStep{Config: test.before},
					resource.TestStep{Config: test.after, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
				)
			})
		})
	}
}

// Interfaces and disks of a machine that is stopped are detached, and still its own.
func TestStoppedMachinePlansNothing(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		network := w.AddVirtualNetwork("backend", "uk-lon-01")
		config := web(basic, `ip_address_ids = ["`+addAddress(w)+`"]`, `virtual_network_ids = ["`+network+`"]`)
		w.Run(
			resource.TestStep{Config: config},
			resource.TestStep{
				PreConfig: func() { w.Change(w.Only("virtual_machine"), map[string]any{"state": "stopped"}) },
				Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			},
		)
	})
}

func TestInvalidArgumentsFailAtPlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no size":               {with("package", ""), []string{`package`, `flexible_resources`}},
		"two sizes":             {web(basic, "flexible_resources = {\n cpu_cores = 1\n memory_in_gb = 1\n}"), []string{`package`, `flexible_resources`}},
		"nothing to build from": {with("disk_template", ""), []string{`set disk_template or iso_id`}},
		"nowhere":               {with("data_center", ""), []string{`no default data centre is configured`, `KATAPULT_DATA_CENTER`}},
		"small disk block":      {web(basic, "disk {\n size = 9\n}"), []string{`size`, `at least 10 GB`}},
		"small system disk":     {web(basic, "system_disk = {\n size_in_gb = 9\n}"), []string{`size_in_gb`, `at least 10`}},
		"disks in two ways":     {web(basic, "system_disk = {\n size_in_gb = 20\n}\ndisk {\n size = 20\n}"), []string{`disk`, `system_disk`}},
		"zone elsewhere":        {with("data_center", `"nl-ams-01"`, `zone_id = "zone_7Uuz6wzE17ZShh8f"`), []string{`zone_id`, `is in the data centre uk-lon-01, not in nl-ams-01`}},
		"blank user":            {web(basic, `authorized_keys = { user_ids = [" "] }`), []string{`Invalid element`, `an element is blank`}},
		"blank key":             {web(basic, `authorized_keys = { ssh_keys = [""] }`), []string{`Invalid element`, `an element is blank`}},
		"blank disk name":       {web(basic, `system_disk = { name = "" }`), []string{`system_disk`, `must not be blank`}},
		"blank IO profile":      {web(basic, `system_disk = { io_profile_id = "" }`), []string{`system_disk`, `must not be blank`}},
		"unknown resize method": {web(basic, `system_disk = { resize_method = "fast" }`), []string{`system_disk`, `"offline"`}},
		"no cores":              {with("package", "", "flexible_resources = {\n cpu_cores = 0\n memory_in_gb = 1\n}"), []string{`cpu_cores`, `at least 1`}},
		"blank address":         {web(basic, `ip_address_ids = [""]`), []string{`Invalid element`, `ip_address_ids`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, virtualmachine.Object).Run(resource.TestStep{Config: test.config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
		})
	}
}
