data "katapult_country" "netherlands" {
  iso_code2 = "NL"
}

output "time_zone" {
  value = data.katapult_country.netherlands.time_zone
}
