data "katapult_zone" "london" {
  permalink = "lon-zone-1"
}

output "london_zone_id" {
  value = data.katapult_zone.london.id
}
