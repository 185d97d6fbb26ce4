# The default network of the data centre that the provider is configured with would be: data "katapult_network" "public" {}
data "katapult_network" "public" {
  data_center = "uk-lon-01"
}

output "public_network_id" {
  value = data.katapult_network.public.id
}
