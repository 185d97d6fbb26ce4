resource "katapult_virtual_machine_group" "all" {
  name = "all"
}

resource "katapult_security_group" "all" {
  name         = "all"
  associations = [katapult_virtual_machine_group.all.id]

  inbound_rule {
    protocol = "TCP"
    ports    = "22"
    targets  = ["192.0.2.0/24", "all:ipv6"]
    notes    = "SSH"
  }

  outbound_rule {
    protocol = "ICMP"
    targets  = ["all:ipv4"]
  }
}

resource "katapult_security_group" "none" {
  name              = "none"
  allow_all_inbound = true
  depends_on        = [katapult_security_group.all]
}

resource "katapult_load_balancer" "all" {
  name                      = "all"
  virtual_machine_group_ids = [katapult_virtual_machine_group.all.id]
}

resource "katapult_load_balancer_rule" "all" {
  load_balancer_id = katapult_load_balancer.all.id
  destination_port = 8080
  listen_port      = 80
  protocol         = "HTTP"
  check_enabled    = true
  check_protocol   = "HTTP"
  check_path       = "/up"
}

resource "katapult_address_list" "all" {
  name = "all"
}

resource "katapult_address_list_entry" "all" {
  address_list_id = katapult_address_list.all.id
  name            = "all"
  address         = "192.0.2.1"
}

data "katapult_security_group" "all" {
  id         = katapult_security_group.all.id
  depends_on = [katapult_security_group.none]
}

data "katapult_security_group" "without_rules" {
  id            = katapult_security_group.all.id
  include_rules = false
  depends_on    = [katapult_security_group.none]
}

data "katapult_security_groups" "all" {
  depends_on = [katapult_security_group.none]
}

data "katapult_security_groups" "with_rules" {
  include_rules = true
  depends_on    = [katapult_security_group.none]
}

data "katapult_security_group_rule" "all" {
  id = katapult_security_group.all.inbound_rule[0].id
}

data "katapult_security_group_rules" "all" {
  security_group_id = katapult_security_group.all.id
}

data "katapult_load_balancer" "all" {
  id = katapult_load_balancer.all.id
}

data "katapult_load_balancers" "all" {
  depends_on = [katapult_load_balancer.all]
}

data "katapult_load_balancer_rule" "all" {
  id = katapult_load_balancer_rule.all.id
}

data "katapult_load_balancer_rules" "all" {
  load_balancer_id = katapult_load_balancer_rule.all.load_balancer_id
}

data "katapult_address_list" "all" {
  id = katapult_address_list.all.id
}

data "katapult_address_lists" "all" {
  depends_on = [katapult_address_list.all]
}

data "katapult_address_list_entry" "all" {
  id = katapult_address_list_entry.all.id
}

data "katapult_address_list_entries" "all" {
  address_list_id = katapult_address_list_entry.all.address_list_id
}

data "katapult_global_address_lists" "all" {}

# A difference between the outputs of both providers would be planned. They leave out what
# the official provider does not tell: the IDs of lists, which rows of lists include rules,
# and the balancer that rules in a list belong to.

output "security_groups" {
  value = [for one in [data.katapult_security_group.all, data.katapult_security_group.without_rules] : {
    for name in ["allow_all_inbound", "allow_all_outbound", "associations", "id", "name"] : name => one[name]
  }]
}

output "rules_of_security_groups" {
  value = [
    for one in concat(
      data.katapult_security_group.all.inbound_rules, data.katapult_security_group.all.outbound_rules,
      data.katapult_security_group_rules.all.inbound_rules, data.katapult_security_group_rules.all.outbound_rules,
      flatten(data.katapult_security_groups.with_rules.security_groups[*].inbound_rules),
      flatten(data.katapult_security_groups.with_rules.security_groups[*].outbound_rules),
      [data.katapult_security_group_rule.all],
    ) : { for name in ["direction", "id", "notes", "ports", "protocol", "targets"] : name => one[name] }
  ]
}

output "without_rules" {
  value = [
    data.katapult_security_group.without_rules.inbound_rules == null,
    data.katapult_security_group.without_rules.outbound_rules == null,
    data.katapult_security_groups.all.security_groups[0].inbound_rules == null,
    data.katapult_security_groups.all.security_groups[0].outbound_rules == null,
    data.katapult_security_groups.with_rules.security_groups[1].outbound_rules == null,
  ]
}

output "listed_security_groups" {
  value = [for one in data.katapult_security_groups.all.security_groups : {
    for name in ["allow_all_inbound", "allow_all_outbound", "associations", "id", "name"] : name => one[name]
  }]
}

output "id_of_rules" {
  value = data.katapult_security_group_rules.all.id
}

output "load_balancer" {
  value = {
    for name in ["https_redirect", "id", "ip_address", "name", "tag_ids", "virtual_machine_group_ids", "virtual_machine_ids"] :
    name => data.katapult_load_balancer.all[name]
  }
}

output "load_balancers" {
  value = [for one in data.katapult_load_balancers.all.load_balancers : {
    for name in ["https_redirect", "ip_address", "name", "tag_ids", "virtual_machine_group_ids", "virtual_machine_ids"] : name => one[name]
  }]
}

output "load_balancer_rules" {
  value = [for one in concat([data.katapult_load_balancer_rule.all], data.katapult_load_balancer_rules.all.rules) : {
    for name in [
      "algorithm", "backend_ssl", "certificate_ids", "check_enabled", "check_fall", "check_http_statuses", "check_interval", "check_path",
      "check_protocol", "check_rise", "check_timeout", "destination_port", "listen_port", "passthrough_ssl", "protocol", "proxy_protocol"
    ] : name => one[name]
  }]
}

output "address_list" {
  value = { for name in ["id", "name"] : name => data.katapult_address_list.all[name] }
}

output "address_lists" {
  value = [for one in concat(tolist(data.katapult_address_lists.all.address_lists), tolist(data.katapult_global_address_lists.all.address_lists)) : {
    for name in ["id", "name"] : name => one[name]
  }]
}

output "address_list_entries" {
  value = [for one in concat([data.katapult_address_list_entry.all], tolist(data.katapult_address_list_entries.all.entries)) : {
    for name in ["address", "id", "name"] : name => one[name]
  }]
}
