# terraform apply -invoke=action.katapult_certificate_reissue.shop
action "katapult_certificate_reissue" "shop" {
  config {
    certificate_id = "cert_Vb7Kq3XwTn9RzL5D"
  }
}
