list "katapult_ssh_key" "deploy" {
  provider = katapult

  config {
    name_prefix = "deploy"
  }
}
