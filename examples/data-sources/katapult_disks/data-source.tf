data "katapult_disks" "database" {
  name_prefix = "database-"
}

output "unassigned_database_disks" {
  value = [for disk in data.katapult_disks.database.disks : disk.id if disk.virtual_machine_id == null]
}
