list "katapult_security_group" "shared" {
  provider = katapult

  config {
    name_prefix = "shared-"
  }
}
