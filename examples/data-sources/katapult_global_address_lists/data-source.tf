data "katapult_global_address_lists" "all" {}

output "global_address_lists" {
  value = { for list in data.katapult_global_address_lists.all.address_lists : list.name => list.id... }
}
