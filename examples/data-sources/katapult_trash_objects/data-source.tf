data "katapult_trash_objects" "disks" {
  object_type = "Disk"
}

output "deleted_disks" {
  value = data.katapult_trash_objects.disks.trash_objects[*].object_id
}
