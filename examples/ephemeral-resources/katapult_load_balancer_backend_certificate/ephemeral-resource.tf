ephemeral "katapult_load_balancer_backend_certificate" "website" {
  load_balancer_id = "lb_Ks5Vd8TnWq2ZhX7B"
}
