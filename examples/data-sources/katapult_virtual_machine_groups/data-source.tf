data "katapult_virtual_machine_groups" "production" {
  name_prefix = "production-"
}

output "production_groups" {
  value = { for group in data.katapult_virtual_machine_groups.production.groups : group.name => group.id... }
}
