resource "katapult_virtual_machine_group" "cleared" {
  name      = "first"
  segregate = false
}
