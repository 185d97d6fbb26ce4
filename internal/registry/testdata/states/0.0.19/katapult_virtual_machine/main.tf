resource "katapult_ip" "all" {
  count   = 8
  version = count.index == 6 ? 6 : 4
}

resource "katapult_virtual_machine_group" "minimal" {
  name = "minimal"
}

resource "katapult_virtual_machine_group" "full" {
  name      = "full"
  segregate = false
}

resource "katapult_virtual_network" "all" {
  count = 2
  name  = "network-${count.index}"
}

resource "katapult_tag" "all" {
  count = 2
  name  = "tag-${count.index}"
}

resource "katapult_virtual_machine" "minimal" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[0].id]
}

resource "katapult_virtual_machine" "full" {
  name                  = "full"
  hostname              = "full"
  description           = "Everything is set."
  group_id              = katapult_virtual_machine_group.full.id
  package               = "rock-3"
  disk_template         = "templates/ubuntu-22-04"
  disk_template_options = { install_agent = true }
  ip_address_ids        = [katapult_ip.all[1].id, katapult_ip.all[6].id]
  virtual_network_ids   = katapult_virtual_network.all[*].id
  network_speed_profile = "1gbps"
  tags                  = katapult_tag.all[*].name

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

  timeouts {
    create = "30m"
    update = "1h"
    delete = "30m"
  }
}

resource "katapult_virtual_machine" "disk" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[2].id]

  disk {
    size = 20
  }
}

resource "katapult_virtual_machine" "changed" {
  name                  = "changed"
  hostname              = "changed"
  description           = "This was changed."
  package               = "rock-6"
  disk_template         = "templates/ubuntu-22-04"
  ip_address_ids        = [katapult_ip.all[3].id, katapult_ip.all[4].id]
  network_speed_profile = "1gbps"
  tags                  = [katapult_tag.all[1].name]
  group_id              = katapult_virtual_machine_group.minimal.id
}

resource "katapult_virtual_machine" "cleared" {
  description         = "This will stay."
  package             = "rock-3"
  disk_template       = "templates/ubuntu-22-04"
  ip_address_ids      = [katapult_ip.all[5].id]
  virtual_network_ids = [katapult_virtual_network.all[0].id]
}

resource "katapult_virtual_machine" "empty" {
  description         = ""
  group_id            = ""
  package             = "rock-3"
  disk_template       = "templates/ubuntu-22-04"
  ip_address_ids      = [katapult_ip.all[7].id]
  virtual_network_ids = []
}
