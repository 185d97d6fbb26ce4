data "katapult_dns_zone" "example" {
  name = "example.org"
}

resource "katapult_dns_zone_verification" "example" {
  dns_zone_id = data.katapult_dns_zone.example.id
}

resource "katapult_lets_encrypt_certificate" "example" {
  name                 = data.katapult_dns_zone.example.name
  additional_names     = ["*.${data.katapult_dns_zone.example.name}"]
  authorization_method = "dns"

  timeouts = {
    create = "15m"
  }

  # A new one takes the place of this one before it is deleted.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [katapult_dns_zone_verification.example]
}
