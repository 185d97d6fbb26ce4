list "katapult_sailpoint_governance_group" "estate" {
  provider = katapult

  config {
    name_prefix = "estate-"
  }
}
