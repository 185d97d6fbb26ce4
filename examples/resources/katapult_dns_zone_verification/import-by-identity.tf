import {
  to = katapult_dns_zone_verification.example
  identity = {
    dns_zone_id = "dnszone_Kx7Lp2QwTn9RvB4M"
  }
}
