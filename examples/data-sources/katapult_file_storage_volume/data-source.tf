data "katapult_file_storage_volume" "media" {
  name = "media"
}

output "media_location" {
  value = data.katapult_file_storage_volume.media.nfs_location
}
