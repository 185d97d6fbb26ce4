resource "katapult_virtual_network" "minimal" {
  name = "minimal"
}

resource "katapult_virtual_network" "full" {
  name           = "full"
  data_center_id = data.katapult_data_center.other.id
}

data "katapult_data_center" "other" {
  permalink = "nl-ams-01"
}

resource "katapult_virtual_network" "changed" {
  name = "changed"
}
