resource "katapult_ip" "all" {
  count   = 8
  version = count.index == 6 ? 6 : 4
}

resource "katapult_virtual_machine_group" "all" {
  name = "all"
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
  group_id              = katapult_virtual_machine_group.all.id
  package               = "rock-3"
  disk_template         = "templates/ubuntu-22-04"
  disk_template_options = { install_agent = true }
  ip_address_ids        = [katapult_ip.all[1].id, katapult_ip.all[6].id]
  virtual_network_ids   = katapult_virtual_network.all[*].id
  network_speed_profile = "1gbps"
  tags                  = katapult_tag.all[*].name
  powered_on            = true

  system_disk = {
    name          = "Root"
    size_in_gb    = 50
    resize_method = "offline"
  }

  timeouts {
    create = "30m"
    update = "1h"
    delete = "30m"
  }
}

resource "katapult_virtual_machine" "stopped" {
  name           = "stopped"
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[2].id]
  powered_on     = false
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
  group_id              = katapult_virtual_machine_group.all.id
}

resource "katapult_virtual_machine" "cleared" {
  package             = "rock-3"
  disk_template       = "templates/ubuntu-22-04"
  ip_address_ids      = [katapult_ip.all[5].id]
  virtual_network_ids = []
  tags                = []
}

resource "katapult_virtual_machine" "empty" {
  description         = ""
  group_id            = ""
  package             = "rock-3"
  disk_template       = "templates/ubuntu-22-04"
  ip_address_ids      = [katapult_ip.all[7].id]
  virtual_network_ids = []
  tags                = []
}
