resource "katapult_disk" "minimal" {
  name       = "minimal"
  size_in_gb = 10
}

data "katapult_disk_io_profiles" "all" {}

resource "katapult_disk" "full" {
  name                = "full"
  size_in_gb          = 10
  bus_type            = "scsi"
  storage_speed       = "nvme"
  initial_file_system = "ext4"
  io_profile_id       = data.katapult_disk_io_profiles.all.profiles[0].id
  resize_method       = "online"

  timeouts {
    create = "30m"
    update = "4h"
    delete = "30m"
  }
}

resource "katapult_disk" "changed" {
  name       = "changed"
  size_in_gb = 20
  bus_type   = "virtio"
}

resource "katapult_disk" "cleared" {
  name       = "cleared"
  size_in_gb = 10
}
