# terraform apply -invoke=action.katapult_trash_object_purge.old_data
action "katapult_trash_object_purge" "old_data" {
  config {
    object_id = "disk_Tg6Wm1RzYq4KcX8J"
  }
}
