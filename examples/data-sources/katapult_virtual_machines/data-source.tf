data "katapult_virtual_machines" "web" {
  name_prefix = "web-"
  data_center = "uk-lon-01"
}

output "web_servers" {
  value = { for server in data.katapult_virtual_machines.web.virtual_machines : server.fqdn => server.ip_addresses }
}
