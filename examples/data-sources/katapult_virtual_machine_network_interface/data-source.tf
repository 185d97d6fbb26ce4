data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

data "katapult_virtual_machine_network_interface" "public" {
  virtual_machine_id = data.katapult_virtual_machine.web.id
  network            = "uk-lon-01-public"
}

output "web_mac_address" {
  value = data.katapult_virtual_machine_network_interface.public.mac_address
}
