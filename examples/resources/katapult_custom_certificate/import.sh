terraform import katapult_custom_certificate.legacy cert_Rw5Tg9LzBk3VnC7M

# Or by its name, if that is unique:
terraform import katapult_custom_certificate.legacy legacy.example.org
