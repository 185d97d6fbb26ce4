data "katapult_address_list_entry" "bath" {
  id = "adlste_Jp5Rk8YsLf3HtN6b"
}

output "bath_address" {
  value = data.katapult_address_list_entry.bath.address
}
