data "katapult_operating_systems" "all" {}

output "operating_systems" {
  value = data.katapult_operating_systems.all.operating_systems[*].name
}
