resource "katapult_ip" "all" {
  count = 2
}

resource "katapult_virtual_machine" "running" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[0].id]
}

resource "katapult_virtual_machine" "stopped" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[1].id]
  powered_on     = false
}

resource "katapult_disk" "all" {
  count      = 4
  name       = "data-${count.index}"
  size_in_gb = 10
}

resource "katapult_disk_assignment" "minimal" {
  virtual_machine_id = katapult_virtual_machine.running.id
  disk_id            = katapult_disk.all[0].id
}

resource "katapult_disk_assignment" "full" {
  virtual_machine_id = katapult_virtual_machine.running.id
  disk_id            = katapult_disk.all[1].id
  attached           = false

  timeouts {
    create = "30m"
    update = "30m"
    delete = "30m"
  }
}

resource "katapult_disk_assignment" "stopped" {
  virtual_machine_id = katapult_virtual_machine.stopped.id
  disk_id            = katapult_disk.all[2].id
}

resource "katapult_disk_assignment" "cleared" {
  virtual_machine_id = katapult_virtual_machine.running.id
  disk_id            = katapult_disk.all[3].id
}
