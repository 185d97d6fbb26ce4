data "katapult_virtual_machine" "database" {
  fqdn = "database.acme.katapult.cloud"
}

data "katapult_disk" "data" {
  name = "database-data"
}

resource "katapult_disk_assignment" "data" {
  virtual_machine_id = data.katapult_virtual_machine.database.id
  disk_id            = data.katapult_disk.data.id

  timeouts {
    create = "5m"
  }
}
