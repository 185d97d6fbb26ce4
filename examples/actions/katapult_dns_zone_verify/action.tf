# terraform apply -invoke=action.katapult_dns_zone_verify.example
action "katapult_dns_zone_verify" "example" {
  config {
    dns_zone_id = "dnszone_Kx7Lp2QwTn9RvB4M"
  }
}
