data "katapult_file_storage_volumes" "all" {}

output "unused_volumes" {
  value = [for volume in data.katapult_file_storage_volumes.all.file_storage_volumes : volume.name if length(volume.associations) == 0]
}
