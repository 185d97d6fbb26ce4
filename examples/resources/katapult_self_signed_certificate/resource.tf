resource "katapult_self_signed_certificate" "internal" {
  name             = "internal.example.com"
  additional_names = ["api.internal.example.com"]

  lifecycle {
    create_before_destroy = true
  }
}

output "internal_certificate" {
  value = katapult_self_signed_certificate.internal.certificate
}
