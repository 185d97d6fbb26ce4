list "katapult_api_token" "monitoring" {
  provider = katapult

  config {
    name_prefix = "monitoring-"
  }
}
