list "katapult_dns_zone" "all" {
  provider = katapult
}
