resource "katapult_ip" "first" {
  vip   = true
  label = "first"
}

resource "katapult_ip" "machine" {}

resource "katapult_tag" "first" {
  name  = "first"
  color = "red"
}

resource "katapult_virtual_network" "first" {
  name = "first"
}

resource "katapult_virtual_machine_group" "first" {
  name      = "first"
  segregate = false
}

resource "katapult_disk" "first" {
  name                = "first"
  size_in_gb          = 10
  initial_file_system = "ext4"
}

resource "katapult_virtual_machine" "first" {
  name                  = "first"
  hostname              = "first"
  description           = "This will be imported."
  group_id              = katapult_virtual_machine_group.first.id
  package               = "rock-3"
  disk_template         = "templates/ubuntu-22-04"
  disk_template_options = { install_agent = true }
  ip_address_ids        = [katapult_ip.machine.id]
  virtual_network_ids   = [katapult_virtual_network.first.id]
  tags                  = [katapult_tag.first.name]
}

resource "katapult_disk_assignment" "first" {
  virtual_machine_id = katapult_virtual_machine.first.id
  disk_id            = katapult_disk.first.id
}
