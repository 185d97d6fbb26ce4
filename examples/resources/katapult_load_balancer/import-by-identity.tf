import {
  to = katapult_load_balancer.shop
  identity = {
    id = "lb_Ks5Vd8TnWq2ZhX7B"
  }
}
