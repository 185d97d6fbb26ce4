list "katapult_security_group" "web" {
  provider = katapult

  config {
    name_prefix = "web"
  }
}
