resource "katapult_virtual_network" "changed" {
  name = "first"
}
