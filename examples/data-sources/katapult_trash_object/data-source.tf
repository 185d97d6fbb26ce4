# Until when is the deleted disk kept?
data "katapult_trash_object" "old_data" {
  object_id = "disk_Tg6Wm1RzYq4KcX8J"
}

output "kept_until" {
  value = data.katapult_trash_object.old_data.keep_until
}
