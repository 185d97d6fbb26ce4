# The records of all zones; dns_zone_id would choose one.
list "katapult_dns_record" "addresses" {
  provider = katapult

  config {
    type = "A"
  }
}
