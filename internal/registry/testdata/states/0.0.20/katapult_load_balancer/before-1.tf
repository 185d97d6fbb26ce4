resource "katapult_tag" "web" {
  name = "web"
}

resource "katapult_virtual_machine_group" "web" {
  name = "web"
}

resource "katapult_load_balancer" "changed" {
  name                      = "changed"
  virtual_machine_group_ids = [katapult_virtual_machine_group.web.id]
}

resource "katapult_load_balancer" "cleared" {
  name           = "cleared"
  tag_ids        = [katapult_tag.web.id]
  https_redirect = true
}
