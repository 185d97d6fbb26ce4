resource "katapult_dns_zone" "example" {
  name = "example.com"
}

# What needs a verified zone depends on this.
resource "katapult_dns_zone_verification" "example" {
  dns_zone_id = katapult_dns_zone.example.id

  timeouts {
    create = "2h"
  }
}
