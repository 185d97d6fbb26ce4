ephemeral "katapult_virtual_machine_root_password" "database" {
  virtual_machine_id = "vm_Rj4kXw8Tn1sQz6Ld"
}
