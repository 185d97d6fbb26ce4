resource "katapult_dns_zone" "example" {
  name        = "example.com"
  default_ttl = 3600
}

# Delegate the domain to these at its registrar.
output "nameservers" {
  value = katapult_dns_zone.example.nameservers
}
