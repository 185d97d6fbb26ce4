data "katapult_data_center" "london" {
  permalink = "uk-lon-01"
}

resource "katapult_virtual_network" "backend" {
  name           = "backend"
  data_center_id = data.katapult_data_center.london.id
}

data "katapult_virtual_machine" "database" {
  fqdn = "database.acme.katapult.cloud"
}

resource "katapult_virtual_machine_network_interface" "database" {
  virtual_machine_id    = data.katapult_virtual_machine.database.id
  virtual_network_id    = katapult_virtual_network.backend.id
  network_speed_profile = "10gbps"
}
