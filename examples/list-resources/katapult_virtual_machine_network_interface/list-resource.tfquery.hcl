list "katapult_virtual_machine_network_interface" "web" {
  provider = katapult

  config {
    virtual_machine_id = "vm_Wb5Qz8KtRn3LxV7D"
  }
}
