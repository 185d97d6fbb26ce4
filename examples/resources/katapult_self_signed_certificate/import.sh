terraform import katapult_self_signed_certificate.internal cert_Hd2Ns8QmYc4FxJ6P

# Or by its name, if that is unique:
terraform import katapult_self_signed_certificate.internal internal.example.org
