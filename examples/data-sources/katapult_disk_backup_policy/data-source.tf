data "katapult_disk_backup_policy" "data" {
  id = "dbp_Xf4Tn9WcRb6KjS2M"
}

output "next_backup_at" {
  value = data.katapult_disk_backup_policy.data.next_invocation_at
}
