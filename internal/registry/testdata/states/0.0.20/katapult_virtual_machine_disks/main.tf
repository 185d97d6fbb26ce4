resource "katapult_ip" "all" {
  count = 3
}

resource "katapult_virtual_machine" "one" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[0].id]

  disk {
    size = 20
  }
}

resource "katapult_virtual_machine" "several" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[1].id]

  disk {
    name = "System"
    size = 20
  }

  disk {
    name = "Data"
    size = 10
  }

  disk {
    size = 10
  }
}

resource "katapult_virtual_machine" "moved" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[2].id]

  system_disk = {
    name       = "System"
    size_in_gb = 20
  }
}
