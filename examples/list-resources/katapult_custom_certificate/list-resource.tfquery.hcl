list "katapult_custom_certificate" "legacy" {
  provider = katapult

  config {
    name_prefix = "legacy"
  }
}
