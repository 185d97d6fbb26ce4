data "katapult_object_storage_access_key" "backup" {
  name = "backup"
}

output "buckets_to_back_up" {
  value = data.katapult_object_storage_access_key.backup.read_buckets
}
