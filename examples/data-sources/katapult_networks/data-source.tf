data "katapult_networks" "london" {
  data_center = "uk-lon-01"
}

output "london_networks" {
  value = { for network in data.katapult_networks.london.networks : network.name => network.id }
}
