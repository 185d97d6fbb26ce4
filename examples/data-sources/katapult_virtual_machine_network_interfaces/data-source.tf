data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

data "katapult_virtual_machine_network_interfaces" "web" {
  virtual_machine_id = data.katapult_virtual_machine.web.id
}

output "web_addresses_by_network" {
  value = { for i in data.katapult_virtual_machine_network_interfaces.web.network_interfaces : i.name => i.ip_addresses }
}
