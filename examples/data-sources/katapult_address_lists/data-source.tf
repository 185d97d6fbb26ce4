data "katapult_address_lists" "offices" {
  name_prefix = "office"
}

output "office_lists" {
  value = { for list in data.katapult_address_lists.offices.address_lists : list.name => list.id... }
}
