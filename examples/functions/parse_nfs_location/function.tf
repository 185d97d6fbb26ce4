data "katapult_file_storage_volume" "media" {
  name = "media"
}

locals {
  media = provider::katapult::parse_nfs_location(data.katapult_file_storage_volume.media.nfs_location)
}

output "mount_unit" {
  value = {
    What  = "${local.media.server}:${local.media.path}"
    Where = "/srv/media"
  }
}
