import {
  to = katapult_custom_certificate.legacy
  identity = {
    id = "cert_Rw5Tg9LzBk3VnC7M"
  }
}
