list "katapult_lets_encrypt_certificate" "shop" {
  provider = katapult

  config {
    name_prefix = "shop"
  }
}
