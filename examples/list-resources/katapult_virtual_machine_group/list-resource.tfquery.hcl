list "katapult_virtual_machine_group" "web" {
  provider = katapult

  config {
    name_prefix = "web"
  }
}
