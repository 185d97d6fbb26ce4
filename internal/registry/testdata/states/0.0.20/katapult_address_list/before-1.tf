resource "katapult_address_list" "changed" {
  name = "changed"
}

resource "katapult_address_list_entry" "changed" {
  address_list_id = katapult_address_list.changed.id
  name            = "changed"
  address         = "192.0.2.1"
}
