resource "katapult_custom_certificate" "shop" {
  certificate = file("shop.example.com.crt")
  private_key = file("shop.example.com.key")

  lifecycle {
    create_before_destroy = true
  }
}

# The private key of this one is not in the state, which takes Terraform 1.11 or later.
resource "katapult_custom_certificate" "shop_wo" {
  certificate            = file("shop.example.com.crt")
  private_key_wo         = file("shop.example.com.key")
  private_key_wo_version = 1

  lifecycle {
    create_before_destroy = true
  }
}
