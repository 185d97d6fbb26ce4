data "katapult_dns_zone" "example" {
  name = "example.org"
}

data "katapult_dns_records" "addresses" {
  dns_zone_id = data.katapult_dns_zone.example.id
  type        = "A"
}

output "addresses" {
  value = { for record in data.katapult_dns_records.addresses.dns_records : record.full_name => record.value... }
}
