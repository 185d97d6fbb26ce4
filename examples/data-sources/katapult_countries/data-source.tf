data "katapult_countries" "all" {}

output "country_ids" {
  value = { for country in data.katapult_countries.all.countries : country.name => country.id }
}
