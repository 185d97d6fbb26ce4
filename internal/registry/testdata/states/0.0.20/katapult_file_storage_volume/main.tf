resource "katapult_virtual_machine" "mounts" {
  name           = "mounts"
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.machine.id]
}

resource "katapult_ip" "machine" {}

resource "katapult_file_storage_volume" "minimal" {
  name = "minimal"
}

resource "katapult_file_storage_volume" "full" {
  name         = "full"
  associations = [katapult_virtual_machine.mounts.id]

  timeouts = {
    create = "3m"
    delete = "4m"
  }
}

resource "katapult_file_storage_volume" "changed" {
  name         = "changed"
  associations = [katapult_virtual_machine.mounts.id]
}

resource "katapult_file_storage_volume" "cleared" {
  name = "cleared"
}

data "katapult_file_storage_volume" "full" {
  id = katapult_file_storage_volume.full.id
}

data "katapult_file_storage_volumes" "all" {
  depends_on = [
    katapult_file_storage_volume.minimal, katapult_file_storage_volume.full, katapult_file_storage_volume.changed, katapult_file_storage_volume.cleared,
  ]
}

# A difference between the outputs of both providers would be planned.

output "file_storage_volume" {
  value = { for name in ["associations", "id", "name", "nfs_location", "size"] : name => data.katapult_file_storage_volume.full[name] }
}

output "file_storage_volumes" {
  value = [for one in data.katapult_file_storage_volumes.all.file_storage_volumes : { for name in ["associations", "id", "name", "nfs_location", "size"] : name => one[name] }]
}
