import {
  to = katapult_disk_assignment.data
  identity = {
    virtual_machine_id = "vm_Rj4kXw8Tn1sQz6Ld"
    disk_id            = "disk_p7Vb2HcY9mGf3NxA"
  }
}
