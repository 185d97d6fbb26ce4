# Three web servers that should not fail together.
resource "katapult_virtual_machine_group" "web" {
  name = "web"
}

# Build machines may share a hypervisor.
resource "katapult_virtual_machine_group" "build" {
  name      = "build"
  segregate = false
}
