data "katapult_dns_zone" "example" {
  name = "example.org"
}

data "katapult_dns_record" "www" {
  dns_zone_id = data.katapult_dns_zone.example.id
  name        = "www"
  type        = "A"
}

output "www_address" {
  value = data.katapult_dns_record.www.value
}
