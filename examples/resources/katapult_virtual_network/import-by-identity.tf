import {
  to = katapult_virtual_network.backend
  identity = {
    id = "vnet_c5Rn8WpKz1TdLq4G"
  }
}
