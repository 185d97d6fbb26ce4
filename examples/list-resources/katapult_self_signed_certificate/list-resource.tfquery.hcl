list "katapult_self_signed_certificate" "internal" {
  provider = katapult

  config {
    name_prefix = "internal"
  }
}
