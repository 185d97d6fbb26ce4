import {
  to = katapult_dns_zone.example
  identity = {
    id = "dnszone_Kx7Lp2QwTn9RvB4M"
  }
}
