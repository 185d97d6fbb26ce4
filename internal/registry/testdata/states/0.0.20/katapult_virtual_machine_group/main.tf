resource "katapult_virtual_machine_group" "minimal" {
  name = "minimal"
}

resource "katapult_virtual_machine_group" "full" {
  name      = "full"
  segregate = false
}

resource "katapult_virtual_machine_group" "cleared" {
  name = "cleared"
}
