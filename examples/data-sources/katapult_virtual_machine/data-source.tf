data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

output "web_addresses" {
  value = data.katapult_virtual_machine.web.ip_addresses
}
