resource "katapult_virtual_machine" "mounts" {
  name           = "mounts"
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.machine.id]
}

resource "katapult_ip" "machine" {}

resource "katapult_file_storage_volume" "changed" {
  name = "first"

  timeouts = {
    create = "3m"
  }
}

resource "katapult_file_storage_volume" "cleared" {
  name         = "cleared"
  associations = [katapult_virtual_machine.mounts.id]
}
