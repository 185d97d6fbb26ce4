data "katapult_dns_zone" "example" {
  name = "example.org"
}

output "verified" {
  value = data.katapult_dns_zone.example.verified
}
