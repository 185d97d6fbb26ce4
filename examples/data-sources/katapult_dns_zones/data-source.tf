data "katapult_dns_zones" "all" {}

output "zones_to_verify" {
  value = [for zone in data.katapult_dns_zones.all.dns_zones : zone.name if !zone.verified]
}
