ephemeral "katapult_virtual_machine_console_session" "database" {
  virtual_machine_id = "vm_Rj4kXw8Tn1sQz6Ld"
}
