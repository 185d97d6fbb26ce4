# terraform apply -invoke=action.katapult_virtual_machine_power.restart
action "katapult_virtual_machine_power" "restart" {
  config {
    virtual_machine_id = "vm_Rj4kXw8Tn1sQz6Ld"
    operation          = "reset"
  }
}
