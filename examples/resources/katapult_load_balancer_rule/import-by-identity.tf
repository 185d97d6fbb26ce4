import {
  to = katapult_load_balancer_rule.https
  identity = {
    id = "lbrule_Qm3Xc7LvTp9RfN5K"
  }
}
