data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

data "katapult_virtual_machine_network_interface" "public" {
  virtual_machine_id = data.katapult_virtual_machine.web.id
  network            = "uk-lon-01-public"
}

data "katapult_virtual_machine_network_interface_available_ips" "web" {
  network_interface_id = data.katapult_virtual_machine_network_interface.public.id
  version              = 4
}

output "free_addresses" {
  value = data.katapult_virtual_machine_network_interface_available_ips.web.ip_addresses[*].address
}
