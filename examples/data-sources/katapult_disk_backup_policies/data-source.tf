data "katapult_disk_backup_policies" "data" {
  disk_id = "disk_p7Vb2HcY9mGf3NxA"
}

output "policies" {
  value = data.katapult_disk_backup_policies.data.disk_backup_policies[*].id
}
