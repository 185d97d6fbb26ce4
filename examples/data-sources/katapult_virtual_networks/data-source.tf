data "katapult_virtual_networks" "backend" {
  name_prefix = "backend"
}

output "backend_networks" {
  value = { for network in data.katapult_virtual_networks.backend.virtual_networks : network.id => network.data_center_id }
}
