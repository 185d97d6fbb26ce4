list "katapult_tag" "teams" {
  provider = katapult

  config {
    name_prefix = "team-"
  }
}
