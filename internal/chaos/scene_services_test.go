package chaos_test

// serving is one of each service, in a form that can be changed, and in an order that is the
// same in every run. Something else stands between a security group with rules of its own
// and the rule of another: the creation of the one ends with rules.
const serving = `
locals {
  machine = "MACHINE"
}

variable "changed" {
  default = false
}

resource "katapult_address_list" "built" {
  name = var.changed ? "after" : "before"
}

resource "katapult_address_list_entry" "built" {
  address_list_id = katapult_address_list.built.id
  address         = var.changed ? "192.0.2.2" : "192.0.2.1"
}

resource "katapult_address_list" "whole" {
  name       = "whole"
  depends_on = [katapult_address_list_entry.built]
}

resource "katapult_address_list_entries" "built" {
  address_list_id = katapult_address_list.whole.id
  entries = [
    { address = "192.0.2.1", name = var.changed ? "after" : "before" },
    { address = var.changed ? "192.0.2.3" : "192.0.2.2" },
  ]
}

resource "katapult_security_group" "built" {
  name         = var.changed ? "after" : "before"
  associations = [local.machine]
  inbound_rules = [
    { protocol = "tcp", ports = var.changed ? "23" : "22", targets = ["all:ipv4"] },
    { protocol = "tcp", ports = "80", targets = ["all:ipv4"], notes = var.changed ? "after" : "before" },
  ]
  depends_on = [katapult_address_list_entries.built]
}

resource "katapult_ssh_key" "built" {
  name       = var.changed ? "after" : "before"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT"
  depends_on = [katapult_security_group.built]
}

resource "katapult_security_group" "open" {
  name           = "open"
  external_rules = true
  depends_on     = [katapult_ssh_key.built]
}

resource "katapult_load_balancer" "built" {
  name                = var.changed ? "after" : "before"
  data_center_id      = "loc_UUhPmoCbpic6UX0Y"
  virtual_machine_ids = [local.machine]
  weights             = { (local.machine) = var.changed ? 7 : 8 }
  depends_on          = [katapult_security_group.open]
}

resource "katapult_security_group_rule" "built" {
  security_group_id = katapult_security_group.open.id
  direction         = "inbound"
  protocol          = "TCP"
  ports             = var.changed ? "23" : "22"
  targets           = ["all:ipv4"]
  depends_on        = [katapult_load_balancer.built]
}

resource "katapult_load_balancer_rule" "built" {
  load_balancer_id = katapult_load_balancer.built.id
  listen_port      = 80
  destination_port = var.changed ? 8081 : 8080
  protocol         = "HTTP"
  depends_on       = [katapult_security_group_rule.built]
}

resource "katapult_dns_zone" "built" {
  name        = "built.example"
  default_ttl = var.changed ? 700 : 600
  depends_on  = [katapult_load_balancer_rule.built]
}

resource "katapult_dns_record" "built" {
  dns_zone_id = katapult_dns_zone.built.id
  name        = "www"
  type        = "A"
  value       = var.changed ? "192.0.2.2" : "192.0.2.1"
}

resource "katapult_api_token" "built" {
  name           = var.changed ? "after" : "before"
  scopes         = ["tags:read"]
  secret_version = var.changed ? "2" : "1"
  depends_on     = [katapult_dns_record.built]
}

resource "katapult_ip" "built" {
  network_id = "netw_gVRkZdSKczfNg34P"
  depends_on = [katapult_api_token.built]
}

resource "katapult_ip_reverse_dns" "built" {
  ip_address_id = katapult_ip.built.id
  reverse_dns   = "${var.changed ? "after" : "before"}.chaos.example"
}
`

// servicesDiffer are the creation of a plain object, whose change and deletion are one request
// each; those that end with parts, or are found again by a name or a content; and the request
// for all entries of a list.
var servicesDiffer = []string{
	"POST /organizations/organization/load_balancers", "PATCH /load_balancers/load_balancer", "DELETE /load_balancers/load_balancer",
	"POST /organizations/organization/security_groups", "POST /security_groups/security_group/rules", "PATCH /security_groups/security_group",
	"POST /organizations/organization/dns_zones", "POST /dns_zones/dns_zone/records",
	"POST /address_lists/address_list/entries/bulk",
}

// servicesAfter are the objects of serving, before or after its change.
func servicesAfter(_ scene, name string) map[string]int {
	port, address, other := "22", "192.0.2.1", "192.0.2.2"
	if name == "after" {
		port, address, other = "23", "192.0.2.2", "192.0.2.3"
	}
	wanted := map[string]int{}
	for _, what := range []string{
		"address_list " + name, "entry " + address + " of " + name,
		"address_list whole", "entry 192.0.2.1 of whole", "entry " + other + " of whole",
		"security_group " + name, "security_group_rule " + port + " of " + name, "security_group_rule 80 of " + name,
		"security_group open", "security_group_rule " + port + " of open",
		"load_balancer " + name, "load_balancer_rule 80 of " + name,
		"dns_zone built.example", "dns_record www.built.example A " + address,
		"ssh_key " + name, "api_token " + name, "ip_address", "reverse name " + name + ".chaos.example",
	} {
		wanted[what] = 1
	}
	return wanted
}
