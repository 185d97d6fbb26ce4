data "katapult_address_list_entries" "offices" {
  address_list_id = "adlst_Mx7Qd4TnKz2WvB9c"
}

output "office_addresses" {
  value = { for entry in data.katapult_address_list_entries.offices.entries : entry.name => entry.address... }
}
