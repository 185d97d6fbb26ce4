import {
  to = katapult_ssh_key.alice
  identity = {
    id = "key_Lw4Hd8TnRq2XsB6J"
  }
}
