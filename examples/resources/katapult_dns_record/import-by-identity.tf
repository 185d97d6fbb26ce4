import {
  to = katapult_dns_record.www
  identity = {
    dns_zone_id = "dnszone_Kx7Lp2QwTn9RvB4M"
    id          = "dnsrec_Ud5Hs8JcYk3FzG6N"
  }
}
