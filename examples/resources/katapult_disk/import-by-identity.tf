import {
  to = katapult_disk.data
  identity = {
    id = "disk_p7Vb2HcY9mGf3NxA"
  }
}
