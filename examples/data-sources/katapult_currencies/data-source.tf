data "katapult_currencies" "all" {}

output "currency_names" {
  value = data.katapult_currencies.all.currencies[*].name
}
