data "katapult_virtual_network" "backend" {
  name        = "backend"
  data_center = "uk-lon-01"
}

output "backend_network_id" {
  value = data.katapult_virtual_network.backend.id
}
