import {
  to = katapult_virtual_machine_network_interface.backend
  identity = {
    id = "vmnet_h2LxQ9sVd7TfKw3B"
  }
}
