package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	listDiskTemplates = "GET /organizations/organization/disk_templates"
	getDiskTemplate   = "GET /disk_templates/disk_template"
	listVersions      = "GET /disk_templates/disk_template/versions"
	getVersion        = "GET /disk_template_versions/disk_template_version"
	getVersionSpec    = "GET /disk_template_versions/disk_template_version/spec"
)

var ubuntu20 = object{"disk_template": object{"permalink": "templates/ubuntu-20-04"}}

func TestOnlyListsTellTheNumberOfTheLatestVersion(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	single := c.ok(getDiskTemplate, ubuntu20)
	equal(t, "single", len(single.get("disk_template", "latest_version").(object)), 1)
	equal(t, "badge", single.get("disk_template", "operating_system", "badge") != nil, true)
	equal(t, "by ID", c.ok(getDiskTemplate, object{"disk_template": id(single.text("disk_template", "id"))}).raw, single.raw)
	rows := c.ok(listDiskTemplates, object{"organization": acme, "include_universal": "true"})
	equal(t, "templates", len(rows.list("disk_templates")), 12)
	equal(t, "first by name", rows.text("disk_templates", 0, "name"), "AlmaLinux 8")
	equal(t, "number", rows.get("disk_templates", 0, "latest_version", "number"), any(11.0))
	equal(t, "badge", len(rows.get("disk_templates", 0, "operating_system").(object)), 2)
	c.refused(404, "disk_template_not_found", getDiskTemplate, object{"disk_template": id("dtpl_none")})
}

func TestTemplatesOfAnOrganizationAreListedForItAlone(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{Organizations: []string{"acme", "other"}})
	own := c.AddDiskTemplate("Golden Image")
	all := object{"organization": acme, "include_universal": "true", "per_page": "5", "page": "3"}
	equal(t, "third page", len(c.ok(listDiskTemplates, all).list("disk_templates")), 3)
	for _, without := range []object{{"organization": acme}, {"organization": acme, "include_universal": "false"}} {
		rows := c.ok(listDiskTemplates, without)
		equal(t, "templates", len(rows.list("disk_templates")), 1)
		equal(t, "own", rows.text("disk_templates", 0, "id"), own)
	}
	steps := c.ok("GET /organizations/organization/deletion_steps", object{"organization": acme})
	equal(t, "deletion", steps.get("steps", "disk_templates", "satisfied"), any(false))
	steps = c.ok("GET /organizations/organization/deletion_steps", object{"organization": object{"sub_domain": "other"}})
	equal(t, "deletion of another", steps.get("steps", "disk_templates", "satisfied"), any(true))
	others := c.ok(listDiskTemplates, object{"organization": object{"sub_domain": "other"}})
	equal(t, "others", len(others.list("disk_templates")), 0)
	debian := object{"organization": acme, "include_universal": "true", "operating_system": id("os_AXz5v4EtnIyPSZqO")}
	equal(t, "of a system", len(c.ok(listDiskTemplates, debian).list("disk_templates")), 3)
	debian["operating_system"] = id("os_none")
	c.refused(404, "operating_system_not_found", listDiskTemplates, debian)
}

func TestVersionsAndTheirOptions(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	rows := c.ok(listVersions, ubuntu20)
	equal(t, "template", rows.text("disk_template", "name"), "Ubuntu 20.04")
	equal(t, "versions", len(rows.list("disk_template_versions")), 7)
	equal(t, "last", rows.text("disk_template_versions", 6, "id"), "dtv_Ha4LXNfpQddNlUcT")
	version := object{"disk_template_version": id("dtv_Ha4LXNfpQddNlUcT")}
	equal(t, "number", c.ok(getVersion, version).get("disk_template_version", "number"), any(7.0))
	spec := c.ok(getVersionSpec, version)
	equal(t, "fields", len(spec.list("spec", "fields")), 2)
	equal(t, "template", spec.text("disk_template_version", "disk_template", "permalink"), "templates/ubuntu-20-04")
	centOS := c.ok(getVersionSpec, object{"disk_template_version": id("dtv_NyMYXIvFtNT4cQVa")})
	equal(t, "spec without fields", len(centOS.get("spec").(object)), 0)
	c.refused(404, "disk_template_not_found", listVersions, object{"disk_template": id("dtpl_none")})
	for _, operation := range []string{getVersion, getVersionSpec} {
		c.refused(404, "disk_template_version_not_found", operation, object{"disk_template_version": id("dtv_none")})
	}
}

func TestOperatingSystems(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	rows := c.ok("GET /operating_systems", nil)
	equal(t, "systems", len(rows.list("operating_systems")), 5)
	equal(t, "fields of a row", len(rows.get("operating_systems", 0).(object)), 2)
	one := c.ok("GET /operating_systems/operating_system", object{"operating_system": id("os_DH6P34tVwUGYlcEN")})
	equal(t, "name", one.text("operating_system", "name"), "Ubuntu")
	c.refused(404, "operating_system_not_found", "GET /operating_systems/operating_system", object{"operating_system": id("os_none")})
}

func TestPackagesOfAnOrganizationAreListedWhereItIsNamed(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{Organizations: []string{"acme", "other"}})
	own := c.AddVirtualMachinePackage("acme-4")
	const listPackages, getPackage = "GET /virtual_machine_packages", "GET /virtual_machine_packages/virtual_machine_package"
	equal(t, "public", len(c.ok(listPackages, nil).list("virtual_machine_packages")), 3)
	equal(t, "of another", len(c.ok(listPackages, object{"organization": object{"sub_domain": "other"}}).list("virtual_machine_packages")), 3)
	rows := c.ok(listPackages, object{"organization": acme})
	equal(t, "all", rows.text("virtual_machine_packages", 3, "id"), own)
	one := c.ok(getPackage, object{"virtual_machine_package": object{"permalink": "rock-6"}})
	equal(t, "ID", one.text("virtual_machine_package", "id"), "vmpkg_dMeEyd1g8hwIlxR8")
	c.refused(404, "package_not_found", getPackage, object{"virtual_machine_package": id("vmpkg_none")})
	c.refused(404, "organization_not_found", listPackages, object{"organization": object{"sub_domain": "none"}})
}
