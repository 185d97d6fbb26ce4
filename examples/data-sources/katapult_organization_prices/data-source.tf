data "katapult_organization_prices" "storage" {
  category = "storage"
}

output "prices" {
  value = { for price in data.katapult_organization_prices.storage.prices : price.resource => price.price }
}
