resource "katapult_address_list" "offices" {
  name = "offices"
}

resource "katapult_address_list_entry" "bath" {
  address_list_id = katapult_address_list.offices.id
  address         = "203.0.113.7"
  name            = "Bath"
}

resource "katapult_address_list_entry" "rome" {
  address_list_id = katapult_address_list.offices.id
  address         = "2001:db8:12::/48"
}
