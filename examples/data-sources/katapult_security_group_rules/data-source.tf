data "katapult_security_group_rules" "shared" {
  security_group_id = "sg_Hk2Vn7XbQd5TzR9w"
}

output "rules_without_notes" {
  value = [for rule in data.katapult_security_group_rules.shared.inbound_rules : rule.id if rule.notes == ""]
}
