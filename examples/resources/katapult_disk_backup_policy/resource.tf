# Once a day, and seven backups are kept.
resource "katapult_disk_backup_policy" "data" {
  disk_id   = "disk_p7Vb2HcY9mGf3NxA"
  retention = 7

  schedule = {
    interval = "daily"
    minute   = 45
  }
}
