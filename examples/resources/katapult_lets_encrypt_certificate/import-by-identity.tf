import {
  to = katapult_lets_encrypt_certificate.shop
  identity = {
    id = "cert_Vb7Kq3XwTn9RzL5D"
  }
}
