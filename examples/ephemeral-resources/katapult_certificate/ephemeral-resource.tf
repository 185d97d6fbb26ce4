ephemeral "katapult_certificate" "shop" {
  id = "cert_Vb7Kq3XwTn9RzL5D"
}
