import {
  to = katapult_security_group.web
  identity = {
    id = "sg_Hk2Vn7XbQd5TzR9w"
  }
}
