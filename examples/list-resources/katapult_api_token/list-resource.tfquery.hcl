list "katapult_api_token" "pipelines" {
  provider = katapult

  config {
    name_prefix = "pipeline-"
  }
}
