data "katapult_security_group" "shared" {
  name = "shared-access"
}

output "open_ports" {
  value = [for rule in data.katapult_security_group.shared.inbound_rules : rule.ports if rule.action == "allow"]
}
