list "katapult_load_balancer_rule" "website" {
  provider = katapult

  config {
    load_balancer_id = "lb_Ks5Vd8TnWq2ZhX7B"
  }
}
