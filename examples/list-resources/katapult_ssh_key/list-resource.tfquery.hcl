list "katapult_ssh_key" "team" {
  provider = katapult

  config {
    name_prefix = "team-"
  }
}
