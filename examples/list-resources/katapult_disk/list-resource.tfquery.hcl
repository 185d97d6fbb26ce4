list "katapult_disk" "databases" {
  provider = katapult

  config {
    name_prefix = "database-"
  }
}
