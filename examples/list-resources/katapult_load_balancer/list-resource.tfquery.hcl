list "katapult_load_balancer" "web" {
  provider = katapult

  config {
    name_prefix = "web"
  }
}
