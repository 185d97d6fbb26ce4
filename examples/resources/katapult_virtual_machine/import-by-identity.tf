import {
  to = katapult_virtual_machine.web
  identity = {
    id = "vm_Rj4kXw8Tn1sQz6Ld"
  }
}
