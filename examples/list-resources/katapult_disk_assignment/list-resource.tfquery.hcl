list "katapult_disk_assignment" "database" {
  provider = katapult

  config {
    virtual_machine_id = "vm_Rj4kXw8Tn1sQz6Ld"
  }
}
