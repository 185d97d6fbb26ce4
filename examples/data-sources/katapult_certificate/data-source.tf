data "katapult_certificate" "shop" {
  name = "shop.example.org"
}

output "shop_expires_at" {
  value = data.katapult_certificate.shop.expires_at
}
