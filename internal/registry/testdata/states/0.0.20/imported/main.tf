resource "katapult_ip" "vip" {
  vip   = true
  label = "first"
}

resource "katapult_ip" "machine" {}

resource "katapult_tag" "all" {
  name  = "first"
  color = "red"
}

resource "katapult_virtual_network" "all" {
  name = "first"
}

resource "katapult_virtual_machine_group" "all" {
  name      = "first"
  segregate = false
}

resource "katapult_disk" "all" {
  name                = "first"
  size_in_gb          = 10
  initial_file_system = "ext4"
}

resource "katapult_virtual_machine" "all" {
  name                  = "first"
  hostname              = "first"
  description           = "This will be imported."
  group_id              = katapult_virtual_machine_group.all.id
  package               = "rock-3"
  disk_template         = "templates/ubuntu-22-04"
  disk_template_options = { install_agent = true }
  ip_address_ids        = [katapult_ip.machine.id]
  virtual_network_ids   = [katapult_virtual_network.all.id]
  tags                  = [katapult_tag.all.name]
}

resource "katapult_disk_assignment" "all" {
  virtual_machine_id = katapult_virtual_machine.all.id
  disk_id            = katapult_disk.all.id
}
