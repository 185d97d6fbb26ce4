package registry_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// everyResource has one of each resource, named all. Every argument in it can be
// changed.
const everyResource = `
variable "changed" {
  default = false
}

resource "katapult_virtual_machine_group" "all" {
  name = var.changed ? "changed" : "all"
}

resource "katapult_tag" "all" {
  name  = var.changed ? "changed" : "all"
  color = var.changed ? "red" : "green"
}

resource "katapult_api_token" "all" {
  name           = var.changed ? "changed" : "all"
  scopes         = var.changed ? ["tags"] : ["tags:read"]
  expires_at     = var.changed ? "2091-01-01T00:00:00Z" : "2090-01-01T00:00:00Z"
  secret_version = var.changed ? "2" : "1"

  authorized_ip_addresses = var.changed ? null : ["192.0.2.7"]
}

resource "katapult_dns_zone" "all" {
  name        = "all.example.com"
  default_ttl = var.changed ? 60 : 3600
}

resource "katapult_dns_zone_verification" "all" {
  dns_zone_id = katapult_dns_zone.all.id
}

resource "katapult_dns_record" "all" {
  dns_zone_id = katapult_dns_zone.all.id
  name        = var.changed ? "changed" : "all"
  type        = var.changed ? "A" : "SRV"
  priority    = var.changed ? null : 10
  ttl         = var.changed ? 60 : null
  value       = var.changed ? "203.0.113.7" : null
  srv         = var.changed ? null : { weight = 1, port = 5060, target = "sip.example.net" }
}

resource "katapult_address_list" "all" {
  name = var.changed ? "changed" : "all"
}

resource "katapult_address_list" "whole" {
  name = "whole"
}

resource "katapult_address_list_entry" "all" {
  address_list_id = katapult_address_list.all.id
  address         = var.changed ? "203.0.113.7" : "2001:db8::/32"
  name            = var.changed ? "changed" : "all"
}

resource "katapult_address_list_entries" "all" {
  address_list_id = katapult_address_list.whole.id
  entries         = [{ address = var.changed ? "203.0.113.7" : "2001:db8::/32", name = "all" }]
}

resource "katapult_ssh_key" "all" {
  name       = var.changed ? "changed" : "all"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT"
}

resource "katapult_disk_assignment" "all" {
  virtual_machine_id = %q
  disk_id            = %q
  attached           = !var.changed
}

resource "katapult_virtual_machine_network_interface" "all" {
  virtual_machine_id    = %[1]q
  network_id            = "netw_gVRkZdSKczfNg34P"
  network_speed_profile = "1gbps"
  attached              = !var.changed
}

resource "katapult_managed_organization" "all" {
  name                   = "All"
  sub_domain             = "acme-all"
  annotations            = { team = "web" }
  deletion_protection    = false
  purge_trash_on_destroy = var.changed
}

resource "katapult_ip" "all" {
  network_id = "netw_gVRkZdSKczfNg34P"
  vip        = true
  label      = var.changed ? "changed" : "all"
}

resource "katapult_ip" "other" {
  network_id = "netw_gVRkZdSKczfNg34P"
}

resource "katapult_ip_allocation" "all" {
  ip_address_id      = katapult_ip.other.id
  virtual_machine_id = %[4]q
}

resource "katapult_ip_allocation" "new" {
  version              = var.changed ? 6 : 4
  network_interface_id = katapult_ip_allocation.all.network_interface_id
}

resource "katapult_ip_reverse_dns" "all" {
  ip_address_id = katapult_ip_allocation.all.ip_address_id
  reverse_dns   = var.changed ? "changed.example.com" : "all.example.com"
}

resource "katapult_security_group" "all" {
  name           = var.changed ? "changed" : "all"
  outbound_rules = var.changed ? [] : [{ protocol = "tcp", targets = ["all:ipv4"] }]

  inbound_rule {
    protocol = "tcp"
    ports    = var.changed ? "2222" : "22"
    targets  = ["all:ipv4"]
  }
}

resource "katapult_security_group" "external" {
  name           = "external"
  external_rules = true
}

resource "katapult_security_group_rule" "all" {
  security_group_id = katapult_security_group.external.id
  direction         = "inbound"
  protocol          = "TCP"
  ports             = var.changed ? "2222" : "22"
  targets           = ["all:ipv4"]
}

resource "katapult_load_balancer" "all" {
  name           = var.changed ? "changed" : "all"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
  tag_ids        = [katapult_tag.all.id]
  https_redirect = var.changed
}

resource "katapult_load_balancer_rule" "all" {
  load_balancer_id = katapult_load_balancer.all.id
  listen_port      = 443
  destination_port = var.changed ? 8443 : 443
  protocol         = "TCP"
  check_enabled    = true
  check_protocol   = var.changed ? "HTTP" : "TCP"
}

resource "katapult_self_signed_certificate" "all" {
  name             = "all.example.com"
  additional_names = var.changed ? ["changed.example.com"] : []
}

resource "katapult_lets_encrypt_certificate" "all" {
  name                 = katapult_dns_zone.all.name
  additional_names     = ["*.all.example.com"]
  authorization_method = "dns"
  wait_for_issuance    = !var.changed
  timeouts             = { create = var.changed ? "5m" : "10m" }
  depends_on           = [katapult_dns_zone_verification.all]
}

resource "katapult_custom_certificate" "all" {
  certificate            = %[5]q
  private_key_wo         = %[6]q
  private_key_wo_version = var.changed ? 2 : 1
}

resource "katapult_virtual_network" "all" {
  name           = var.changed ? "changed" : "all"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
}

resource "katapult_disk_backup_policy" "all" {
  disk_id   = katapult_disk.all.id
  retention = var.changed ? 3 : 2
  schedule  = { interval = var.changed ? "weekly" : "daily" }
}

resource "katapult_disk" "all" {
  name        = var.changed ? "changed" : "all"
  data_center = "uk-lon-01"
  size_in_gb  = var.changed ? 20 : 10
}

resource "katapult_file_storage_volume" "all" {
  name         = var.changed ? "changed" : "all"
  data_center  = "uk-lon-01"
  associations = var.changed ? [] : [katapult_virtual_machine.all.id]
}

resource "katapult_virtual_machine" "all" {
  name          = var.changed ? "changed" : "all"
  hostname      = "all"
  data_center   = "uk-lon-01"
  package       = "rock-1"
  disk_template = "templates/ubuntu-18-04"
  powered_on    = !var.changed
}

resource "katapult_object_storage_account" "all" {
  region         = "uk-lon-1"
  adopt_existing = var.changed
}

resource "katapult_object_storage_access_key" "all" {
  name                = var.changed ? "changed" : "all"
  region              = katapult_object_storage_account.all.region
  all_objects_read    = var.changed
  credentials_version = var.changed ? "2" : null
}

resource "katapult_object_storage_bucket" "all" {
  name          = "all-assets"
  region        = katapult_object_storage_account.all.region
  label         = var.changed ? null : "All"
  write_key_ids = var.changed ? [] : [katapult_object_storage_access_key.all.id]
}

resource "katapult_sailpoint_governance_group" "all" {
  name     = var.changed ? "changed" : "all"
  owner_id = %[3]q
}

resource "katapult_sailpoint_governance_group_members" "all" {
  group_id   = katapult_sailpoint_governance_group.all.id
  member_ids = var.changed ? [] : [%[3]q]
}
`

// everyDataSource reads each data source once.
const everyDataSource = `
locals {
  machine = %q
  task    = %q
  build   = %q
  trashed = %q
  policy  = %q
  rule    = %q
}

data "katapult_api_tokens" "all" {}

data "katapult_certificate" "all" {
  name = "www.example.com"
}

data "katapult_certificates" "all" {}

data "katapult_countries" "all" {}

data "katapult_country" "all" {
  iso_code2 = "GB"
}

data "katapult_country_state" "all" {
  country = "US"
  name    = "Texas"
}

data "katapult_country_states" "all" {
  country = "US"
}

data "katapult_currencies" "all" {}

data "katapult_currency" "all" {
  iso_code = "GBP"
}

data "katapult_address_list" "all" {
  name = "Cloudflare"
}

data "katapult_address_lists" "all" {}

data "katapult_address_list_entry" "all" {
  id = data.katapult_address_list.all.entries[0].id
}

data "katapult_address_list_entries" "all" {
  address_list_id = data.katapult_address_list.all.id
}

data "katapult_global_address_lists" "all" {}

data "katapult_data_center" "all" {
  permalink = "uk-lon-01"
}

data "katapult_disk" "all" {
  name = "data"
}

data "katapult_disks" "all" {}

data "katapult_disk_io_profile" "all" {
  permalink = "unrestricted"
}

data "katapult_disk_io_profiles" "all" {}

data "katapult_disk_template" "all" {
  permalink = "templates/ubuntu-22-04"
}

data "katapult_disk_templates" "all" {}

data "katapult_dns_nameservers" "all" {}

data "katapult_dns_zone" "all" {
  name = "example.com"
}

data "katapult_dns_zones" "all" {}

data "katapult_dns_record" "all" {
  dns_zone_id = data.katapult_dns_zone.all.id
  type        = "SOA"
}

data "katapult_dns_records" "all" {
  dns_zone_id = data.katapult_dns_zone.all.id
}

data "katapult_file_storage_volume" "all" {
  name = "shared"
}

data "katapult_file_storage_volumes" "all" {}

data "katapult_ip" "all" {
  address = one(data.katapult_virtual_machine.all.ip_addresses)
}

data "katapult_ips" "all" {}

data "katapult_load_balancer" "all" {
  name = "web"
}

data "katapult_load_balancers" "all" {}

data "katapult_load_balancer_rule" "all" {
  id = local.rule
}

data "katapult_load_balancer_rules" "all" {
  load_balancer_id = data.katapult_load_balancer.all.id
}

data "katapult_managed_organizations" "all" {}

data "katapult_network" "all" {
  id = "netw_gVRkZdSKczfNg34P"
}

data "katapult_networks" "all" {}

data "katapult_network_speed_profile" "all" {
  permalink = "1gbps"
}

data "katapult_network_speed_profiles" "all" {}

data "katapult_current_user" "all" {}

data "katapult_organization" "all" {}

data "katapult_organizations" "all" {}

data "katapult_organization_deletion_steps" "all" {}

data "katapult_organization_policy" "all" {}

data "katapult_organization_policy_limits" "all" {}

data "katapult_organization_prices" "all" {}

data "katapult_organization_users" "all" {}

data "katapult_object_storage_account" "all" {
  region = "uk-lon-1"
}

data "katapult_object_storage_bucket" "all" {
  name   = "assets"
  region = "uk-lon-1"
}

data "katapult_object_storage_object" "all" {
  bucket = "assets"
  region = "uk-lon-1"
  path   = "a.txt"
}

data "katapult_object_storage_access_key" "all" {
  name = "app"
}

data "katapult_object_storage_access_keys" "all" {}

data "katapult_sailpoint_governance_group" "all" {
  name = "Auditors"
}

data "katapult_sailpoint_governance_groups" "all" {}

data "katapult_sailpoint_governance_group_connections" "all" {
  group_id = data.katapult_sailpoint_governance_group.all.id
}

data "katapult_security_group" "all" {
  name = "web"
}

data "katapult_security_groups" "all" {
  include_rules = true
}

data "katapult_security_group_rule" "all" {
  id = one(data.katapult_security_group.all.inbound_rules).id
}

data "katapult_security_group_rules" "all" {
  security_group_id = data.katapult_security_group.all.id
}

data "katapult_ssh_key" "all" {
  name = "laptop"
}

data "katapult_ssh_keys" "all" {}

data "katapult_tag" "all" {
  name = "web"
}

data "katapult_tags" "all" {}

data "katapult_virtual_machine" "all" {
  id = local.machine
}

data "katapult_virtual_machines" "all" {}

data "katapult_virtual_machine_disks" "all" {
  virtual_machine_id = local.machine
}

data "katapult_virtual_machine_group" "all" {
  name = "web"
}

data "katapult_virtual_machine_groups" "all" {}

data "katapult_virtual_machine_package" "all" {
  permalink = "rock-3"
}

data "katapult_virtual_machine_packages" "all" {}

data "katapult_virtual_machine_network_interface" "all" {
  virtual_machine_id = local.machine
  network            = "uk-lon-01-public"
}

data "katapult_virtual_machine_network_interface_available_ips" "all" {
  network_interface_id = data.katapult_virtual_machine_network_interface.all.id
  version              = 4
}

data "katapult_virtual_machine_network_interfaces" "all" {
  virtual_machine_id = local.machine
}

data "katapult_virtual_network" "all" {
  name = "backend"
}

data "katapult_virtual_networks" "all" {}

data "katapult_zone" "all" {
  permalink = "lon-zone-1"
}

data "katapult_zones" "all" {}

data "katapult_data_centers" "all" {}

data "katapult_operating_system" "all" {
  name = "Debian"
}

data "katapult_operating_systems" "all" {}

data "katapult_gpu_type" "all" {
  permalink = "nvidia-l4"
}

data "katapult_gpu_types" "all" {}

data "katapult_disk_template_version" "all" {
  disk_template = "templates/ubuntu-22-04"
}

data "katapult_disk_template_versions" "all" {
  disk_template = "templates/ubuntu-22-04"
}

data "katapult_virtual_machine_authorized_keys" "all" {}

data "katapult_virtual_machine_build" "all" {
  id = local.build
}

data "katapult_task" "all" {
  id = local.task
}

data "katapult_disk_backup_policy" "all" {
  id = local.policy
}

data "katapult_disk_backup_policies" "all" {}

data "katapult_trash_object" "all" {
  object_id = local.trashed
}

data "katapult_trash_objects" "all" {}
`

// bothAPIs are a world and a tenant that share one provider block.
func bothAPIs(t *testing.T) (w *acctest.World, s *acctest.SailPoint, block string) {
	t.Helper()
	w, s = acctest.New(t, registry.All()...), acctest.NewSailPoint(t, registry.All()...)
	return w, s, w.ProviderBlock(fmt.Sprintf("sailpoint = {\n base_url = %q\n client_id = %q\n client_secret = %q\n}",
		s.URL, acctest.SailPointID, acctest.SailPointSecret))
}

// keys are the attributes that import a resource, where that is not its ID.
var keys = map[string]string{
	"katapult_address_list_entries":               "address_list_id",
	"katapult_dns_zone_verification":              "dns_zone_id",
	"katapult_object_storage_account":             "region",
	"katapult_object_storage_bucket":              "name",
	"katapult_sailpoint_governance_group_members": "group_id",
}

// notImported are attributes that an import cannot know, or writes in another way.
var notImported = map[string][]string{
	"katapult_api_token": {"secret", "secret_version"}, // the API tells the secret once
	// the state has no key, and an import has the API's
	"katapult_custom_certificate":       {"private_key", "private_key_wo_version"},
	"katapult_lets_encrypt_certificate": {"wait_for_issuance"},             // it is about creations
	"katapult_security_group":           {"inbound_rule", "inbound_rules"}, // an import has the rules in the attributes
	"katapult_ssh_key":                  {"public_key"},                    // the API tells its fingerprint alone
	// The API does not tell the first, and the others are the provider's.
	"katapult_managed_organization":      {"annotations", "deletion_protection", "purge_trash_on_destroy"},
	"katapult_object_storage_access_key": {"secret_access_key", "credentials_version", "write_buckets"}, // as of the API token; and a bucket has let it go since
	"katapult_object_storage_account":    {"adopt_existing"},                                            // the API does not know it
}

// TestOneLifeOfEveryResourceByTheRealCLI exists because the objects' own tests
// run in process.
func TestOneLifeOfEveryResourceByTheRealCLI(t *testing.T) {
	t.Parallel()
	w, s, block := bothAPIs(t)
	machine, disk := w.AddVirtualMachine(simulator.VM{Name: "db"}), w.AddDisk("data")
	w.DelegateDomain("all.example.com")
	certificate, key := acctest.NewCertificate(t, time.Now().AddDate(1, 0, 0), "all.example.com")
	config := block + fmt.Sprintf(everyResource, machine, disk, support, w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true, Addresses: []string{}}), certificate, key)
	steps := []resource.TestStep{
		{Config: config},
		{Config: strings.Replace(config, "default = false", "default = true", 1)},
	}
	for _, name := range offeredOf(t, "resources") {
		if !strings.Contains(config, fmt.Sprintf("resource %q", name)) {
			t.Errorf("add %s to the configuration", name)
		}
		step := resource.TestStep{ResourceName: name + ".all", ImportState: true, ImportStateVerify: true}
		if key := keys[name]; key != "" {
			step.ImportStateVerifyIdentifierAttribute = key
			step.ImportStateIdFunc = acctest.AttributeOf(step.ResourceName, key)
		}
		if name == "katapult_object_storage_bucket" { // it has no attribute with both parts of its key
			step.ImportStateIdFunc, step.ImportStateId = nil, "all-assets/uk-lon-1"
		}
		step.ImportStateVerifyIgnore = notImported[name]
		steps = append(steps, step)
	}
	w.RunCLI(steps...)
	if left := s.Groups(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestEveryDataSourceByTheRealCLI reads all data sources in one configuration.
func TestEveryDataSourceByTheRealCLI(t *testing.T) {
	t.Parallel()
	w, s, block := bothAPIs(t)
	w.AddGroup("web")
	w.AddTag("web", "red")
	w.AddSecurityGroupRule(w.AddSecurityGroup("web", nil), nil)
	w.AddSSHKey("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT")
	w.AddVirtualNetwork("backend", "uk-lon-01")
	w.AddDNSZone("example.com")
	w.AddCertificate("self_signed", "www.example.com")
	w.AddFileStorageVolume("shared")
	s.AddGroup("Auditors", support)
	w.AddDisk("data")
	w.AddObjectStorageAccount("uk-lon-1", time.Hour)
	w.AddAccessKey("app", nil)
	w.AddBucket("assets", nil)
	w.AddStoredObject("assets", "a.txt", 1)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web-1", Interface: true})
	stopped := w.Do(http.MethodPost, "/virtual_machines/"+machine+"/stop", map[string]any{})["task"].(map[string]any) //nolint:forcetypeassert // as simulated
	w.ManageKeys(acctest.Token, machine, "ssh-ed25519 AAAA jo@example.com")
	trashed := w.AddDisk("old")
	w.Trash(trashed)
	policy := w.Do(http.MethodPost, "/disks/"+w.AddDisk("backed up")+"/disk_backup_policies", map[string]any{"properties": map[string]any{}})["disk_backup_policy"].(map[string]any) //nolint:forcetypeassert // as simulated
	rule := w.AddLoadBalancerRule(w.AddLoadBalancer(nil), nil)
	config := block + fmt.Sprintf(everyDataSource, machine, stopped["id"], w.StartBuild(), trashed, policy["id"], rule)
	var checks []resource.TestCheckFunc
	for _, name := range offeredOf(t, "data-sources") {
		if !strings.Contains(config, fmt.Sprintf("data %q", name)) {
			t.Errorf("add %s to the configuration", name)
			continue
		}
		checks = append(checks, resource.TestCheckResourceAttrSet("data."+name+".all", "%"))
	}
	w.RunCLI(resource.TestStep{Config: config, Check: resource.ComposeAggregateTestCheckFunc(checks...)})
}

// offeredOf returns the names of everything offered of one kind.
func offeredOf(t *testing.T, kind string) []string {
	t.Helper()
	var names []string
	for _, o := range everything(t) {
		if o.kind == kind {
			names = append(names, o.name)
		}
	}
	slices.Sort(names)
	return names
}
