list "katapult_disk_backup_policy" "data" {
  provider = katapult

  config {
    disk_id = "disk_p7Vb2HcY9mGf3NxA"
  }
}
