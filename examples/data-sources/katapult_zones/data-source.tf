data "katapult_zones" "london" {
  data_center = "uk-lon-01"
}

# Spreads machines over the zones of a data centre, in turns.
output "zones_of_five_machines" {
  value = [for n in range(5) : element(data.katapult_zones.london.zones, n).name]
}
