list "katapult_load_balancer" "kubernetes" {
  provider = katapult

  config {
    name_prefix = "kce-"
  }
}
