list "katapult_managed_organization" "acme" {
  provider = katapult

  config {
    name_prefix = "acme"
  }
}
