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

resource "katapult_virtual_machine" "changed" {
  name                  = "first"
  hostname              = "first"
  package               = "rock-3"
  disk_template         = "templates/ubuntu-22-04"
  ip_address_ids        = [katapult_ip.all[3].id]
  network_speed_profile = "10gbps"
  tags                  = [katapult_tag.all[0].name]
}

resource "katapult_virtual_machine" "cleared" {
  name                = "cleared"
  hostname            = "cleared"
  description         = "This will be removed."
  package             = "rock-3"
  disk_template       = "templates/ubuntu-22-04"
  ip_address_ids      = [katapult_ip.all[5].id]
  virtual_network_ids = [katapult_virtual_network.all[0].id]
  tags                = [katapult_tag.all[0].name]
  group_id            = katapult_virtual_machine_group.all.id
  powered_on          = true

  timeouts {
    create = "30m"
  }
}
