resource "katapult_ip" "all" {
  count = 3
}

resource "katapult_virtual_machine" "moved" {
  package        = "rock-3"
  disk_template  = "templates/ubuntu-22-04"
  ip_address_ids = [katapult_ip.all[2].id]

  disk {
    name = "System"
    size = 20
  }
}
