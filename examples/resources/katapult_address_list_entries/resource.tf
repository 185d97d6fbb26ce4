locals {
  offices = {
    "203.0.113.7"      = "Bath"
    "2001:db8:12::/48" = "Rome"
  }
}

resource "katapult_address_list" "offices" {
  name = "offices"
}

# Whatever else is in the list is removed.
resource "katapult_address_list_entries" "offices" {
  address_list_id = katapult_address_list.offices.id
  entries         = [for address, office in local.offices : { address = address, name = office }]
}
