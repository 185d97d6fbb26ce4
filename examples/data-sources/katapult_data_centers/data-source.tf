data "katapult_data_centers" "all" {}

output "countries" {
  value = { for center in data.katapult_data_centers.all.data_centers : center.permalink => center.country_name }
}
