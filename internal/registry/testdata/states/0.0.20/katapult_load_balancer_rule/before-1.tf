resource "katapult_load_balancer" "all" {
  name = "all"
}

resource "katapult_load_balancer_rule" "changed" {
  load_balancer_id    = katapult_load_balancer.all.id
  destination_port    = 8080
  listen_port         = 80
  protocol            = "HTTP"
  check_enabled       = true
  check_protocol      = "HTTP"
  check_path          = "/up"
  check_http_statuses = "23"
}

resource "katapult_load_balancer_rule" "cleared" {
  load_balancer_id = katapult_load_balancer.all.id
  algorithm        = "sticky"
  destination_port = 8081
  listen_port      = 81
  protocol         = "HTTP"
  proxy_protocol   = true
  backend_ssl      = true
  check_enabled    = true
  check_fall       = 3
  check_interval   = 30
  check_rise       = 4
  check_timeout    = 6
}
