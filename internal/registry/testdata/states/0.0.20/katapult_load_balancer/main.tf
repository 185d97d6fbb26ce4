resource "katapult_tag" "web" {
  name = "web"
}

resource "katapult_virtual_machine_group" "web" {
  name = "web"
}

resource "katapult_ip" "web" {}

resource "katapult_virtual_machine" "web" {
  name           = "web"
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.web.id]
  group_id       = katapult_virtual_machine_group.web.id
  tags           = [katapult_tag.web.name]
}

resource "katapult_load_balancer" "minimal" {
  name = "minimal"
}

resource "katapult_load_balancer" "machines" {
  name                = "machines"
  virtual_machine_ids = [katapult_virtual_machine.web.id]
  https_redirect      = true
}

resource "katapult_load_balancer" "groups" {
  name                      = "groups"
  virtual_machine_group_ids = [katapult_virtual_machine_group.web.id]
}

resource "katapult_load_balancer" "changed" {
  name           = "changed-2"
  tag_ids        = [katapult_tag.web.id]
  https_redirect = true
}

resource "katapult_load_balancer" "cleared" {
  name = "cleared"
}
