data "katapult_currency" "pound" {
  iso_code = "GBP"
}

output "symbol" {
  value = data.katapult_currency.pound.symbol
}
