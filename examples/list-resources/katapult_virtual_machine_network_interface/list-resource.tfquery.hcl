list "katapult_virtual_machine_network_interface" "database" {
  provider = katapult

  config {
    virtual_machine_id = "vm_Rj4kXw8Tn1sQz6Ld"
  }
}
