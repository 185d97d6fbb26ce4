data "katapult_virtual_machine" "web" {
  name = "web-1"
}

resource "katapult_file_storage_volume" "uploads" {
  name         = "uploads"
  data_center  = "uk-lon-01"
  associations = [data.katapult_virtual_machine.web.id]

  # An attribute, unlike the timeouts of other types.
  timeouts = {
    create = "5m"
  }
}

output "mount" {
  value = "mount -t nfs ${katapult_file_storage_volume.uploads.nfs_location} /srv/uploads"
}
