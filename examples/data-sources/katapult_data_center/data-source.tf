data "katapult_data_center" "amsterdam" {
  permalink = "nl-ams-01"
}

output "amsterdam_country" {
  value = data.katapult_data_center.amsterdam.country_name
}
