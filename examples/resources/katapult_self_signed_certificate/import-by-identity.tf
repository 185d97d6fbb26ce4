import {
  to = katapult_self_signed_certificate.internal
  identity = {
    id = "cert_Hd2Ns8QmYc4FxJ6P"
  }
}
