import {
  to = katapult_virtual_machine_group.web
  identity = {
    id = "vmgrp_Zq8Tn2xPLd5RwK1c"
  }
}
