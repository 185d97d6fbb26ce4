package virtualmachinepackage_test

import (
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinepackage"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	one  = "katapult_virtual_machine_package"
	many = "katapult_virtual_machine_packages"
	rock = "vmpkg_dMeEyd1g8hwIlxR8"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, virtualmachinepackage.Object).Reads(one, map[string]string{
		"id": rock, "permalink": "rock-6", "name": "ROCK-6", "privacy": "public",
		"cpu_cores": "2", "use_dedicated_cpus": "false", "memory_in_gb": "6", "storage_in_gb": "50", "ipv4_addresses": "1",
		"monthly_bandwidth_allowance_in_gb": "3072", "group_id": "vmpkgrp_P5kCZvAtvXRC3sVl", "group_name": "Standard vCPU",
	}, `id = "`+rock+`"`, `permalink = "rock-6"`, `name = "ROCK-6"`, "id = \""+rock+"\"\npermalink = \"rock-1\"")
}

func TestPrivatePackagesAreFound(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	id := w.AddVirtualMachinePackage("acme-16")
	w.Reads(one, map[string]string{
		"id": id, "permalink": "acme-16", "name": "ACME-16", "privacy": "private", "use_dedicated_cpus": "true",
		"monthly_bandwidth_allowance_in_gb": acctest.Null, "group_name": "Dedicated CPU",
	}, `id = "`+id+`"`, `permalink = "acme-16"`, `name = "ACME-16"`)
	w.Reads(many, map[string]string{"packages.#": "4", "packages.3.id": id, "packages.3.privacy": "private"}, ``)
}

// Responses of 2023 had no more than this.
func TestWhatTheAPIDoesNotTellIsNull(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	const older = `{"id":"vmpkg_dhG25G5SX3HrA5j5","name":"ROCK-1","permalink":"rock-1","cpu_cores":1,"ipv4_addresses":1,"memory_in_gb":1,"storage_in_gb":10,"privacy":"public","icon":null}`
	for operation, body := range map[string]string{
		"GET /virtual_machine_packages":                         `{"virtual_machine_packages":[` + older + `],"pagination":{"current_page":1,"total_pages":1,"total":1,"per_page":30,"large_set":false}}`,
		"GET /virtual_machine_packages/virtual_machine_package": `{"virtual_machine_package":` + older + `}`,
	} {
		w.Inject(simulator.Fault{Operation: operation, Times: -1, Status: 200, ContentType: "application/json", Body: body})
	}
	for attribute, value := range map[string]string{
		"use_dedicated_cpus": acctest.Null, "group_id": acctest.Null, "group_name": acctest.Null, "monthly_bandwidth_allowance_in_gb": acctest.Null, "cpu_cores": "1",
	} {
		w.Reads(one, map[string]string{attribute: value}, `permalink = "rock-1"`, `name = "ROCK-1"`)
		w.Reads(many, map[string]string{"packages.0." + attribute: value}, ``)
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "vmpkg_none"`, []string{`id = "vmpkg_none"`, `package_not_found`}},
		"no such permalink": {`permalink = "rock-2"`, []string{`permalink = "rock-2"`, `package_not_found`}},
		"no such name":      {`name = "rock-6"`, []string{`name = "rock-6"`, `has this name; there are: ROCK-1, ROCK-3, ROCK-6`}},
		"no key":            {``, []string{`At least one of these attributes must be configured: \[id,permalink,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	w.Reads(many, map[string]string{
		"id": "all", "packages.#": "3", "packages.0.permalink": "rock-1", "packages.2.id": rock, "packages.2.storage_in_gb": "50",
	}, ``)
	w.Reads(many, map[string]string{"packages.#": "1", "packages.0.name": "ROCK-6"}, `name_prefix = "ROCK-6"`)
	w.Reads(many, map[string]string{"packages.#": "0"}, `name_prefix = "BOULDER"`)
}

func TestListsAllPages(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	for n := range 230 {
		w.AddVirtualMachinePackage(fmt.Sprintf("acme-%d", n))
	}
	w.Reads(many, map[string]string{"packages.#": "233", "packages.232.permalink": "acme-229"}, ``)
}

func TestAsksOnce(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	w.Reads(one, nil, `permalink = "rock-6"`)
	if n := w.Count("GET /virtual_machine_packages"); n > 0 {
		t.Errorf("%d lists for a permalink", n)
	}
}

func TestRefusedTokenIsNamed(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinepackage.Object)
	w.Inject(simulator.Fault{Operation: "GET /virtual_machine_packages", Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Refuses(many, ``, `Cannot read data source katapult_virtual_machine_packages`, `scope_not_granted`)
}
