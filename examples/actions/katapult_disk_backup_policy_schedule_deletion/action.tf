# terraform apply -invoke=action.katapult_disk_backup_policy_schedule_deletion.data
action "katapult_disk_backup_policy_schedule_deletion" "data" {
  config {
    id = "dbp_Xf4Tn9WcRb6KjS2M"
    at = "2030-01-31T12:00:00Z"
  }
}
