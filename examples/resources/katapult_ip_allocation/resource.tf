# Move the address by naming another machine.
data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

data "katapult_network" "public" {
  data_center = "uk-lon-01"
}

resource "katapult_ip" "website" {
  network_id = data.katapult_network.public.id
  vip        = true
  label      = "website"
}

resource "katapult_ip_allocation" "website" {
  ip_address_id      = katapult_ip.website.id
  virtual_machine_id = data.katapult_virtual_machine.web.id
}

# A new address, which is released with the resource.
data "katapult_virtual_machine_network_interface" "public" {
  virtual_machine_id = data.katapult_virtual_machine.web.id
  network            = "uk-lon-01-public"
}

resource "katapult_ip_allocation" "outgoing" {
  version              = 4
  network_interface_id = data.katapult_virtual_machine_network_interface.public.id
}
