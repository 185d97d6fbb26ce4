import {
  to = katapult_security_group_rule.ssh
  identity = {
    id = "sgr_Lm4Wc8TpYs6JdK3f"
  }
}
