# terraform apply -invoke=action.katapult_certificate_reset_token.shop
action "katapult_certificate_reset_token" "shop" {
  config {
    certificate_id = "cert_Vb7Kq3XwTn9RzL5D"
  }
}
