list "katapult_dns_zone" "examples" {
  provider = katapult

  config {
    name_prefix = "example."
  }
}
