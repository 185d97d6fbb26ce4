data "katapult_virtual_machine" "database" {
  fqdn = "database.acme.katapult.cloud"
}

data "katapult_virtual_network" "backend" {
  name = "backend"
}

data "katapult_network" "public" {
  data_center = "uk-lon-01"
}

# Between the machines of a data centre.
resource "katapult_virtual_machine_network_interface" "backend" {
  virtual_machine_id    = data.katapult_virtual_machine.database.id
  virtual_network_id    = data.katapult_virtual_network.backend.id
  network_speed_profile = "10gbps"
}

# For maintenance, and out of use at the moment.
resource "katapult_virtual_machine_network_interface" "maintenance" {
  virtual_machine_id    = data.katapult_virtual_machine.database.id
  network_id            = data.katapult_network.public.id
  network_speed_profile = "1gbps"
  ip_address_ids        = ["ip_1mJqX5vTz0Rb8KcW"]
  attached              = false
}
