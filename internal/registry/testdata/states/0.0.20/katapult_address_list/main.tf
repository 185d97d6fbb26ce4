resource "katapult_address_list" "empty" {
  name = "empty"
}

resource "katapult_address_list" "changed" {
  name = "changed-2"
}

resource "katapult_address_list_entry" "changed" {
  address_list_id = katapult_address_list.changed.id
  name            = "changed-2"
  address         = "192.0.2.2"
}

resource "katapult_address_list_entry" "network" {
  address_list_id = katapult_address_list.changed.id
  name            = "network"
  address         = "198.51.100.0/24"
}
