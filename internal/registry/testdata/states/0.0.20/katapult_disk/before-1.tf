data "katapult_disk_io_profiles" "all" {}

resource "katapult_disk" "changed" {
  name       = "first"
  size_in_gb = 10
  bus_type   = "scsi"
}

resource "katapult_disk" "cleared" {
  name          = "cleared"
  size_in_gb    = 10
  bus_type      = "scsi"
  io_profile_id = data.katapult_disk_io_profiles.all.profiles[0].id
  resize_method = "online"

  timeouts {
    update = "4h"
  }
}
