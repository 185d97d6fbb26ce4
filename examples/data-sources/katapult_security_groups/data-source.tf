data "katapult_security_groups" "all" {
  include_rules = true
}

output "open_to_everybody" {
  value = [
    for group in data.katapult_security_groups.all.security_groups : group.name
    if group.allow_all_inbound || anytrue([for rule in group.inbound_rules : contains(rule.targets, "all:ipv4")])
  ]
}
