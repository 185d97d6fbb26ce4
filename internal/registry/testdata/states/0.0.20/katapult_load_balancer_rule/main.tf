resource "katapult_load_balancer" "all" {
  name = "all"
}

resource "katapult_load_balancer_rule" "minimal" {
  load_balancer_id = katapult_load_balancer.all.id
  destination_port = 8443
  listen_port      = 8443
  protocol         = "TCP"
}

resource "katapult_load_balancer_rule" "full" {
  load_balancer_id    = katapult_load_balancer.all.id
  algorithm           = "least_connections"
  destination_port    = 443
  listen_port         = 443
  protocol            = "HTTPS"
  proxy_protocol      = true
  backend_ssl         = true
  passthrough_ssl     = true
  check_enabled       = true
  check_fall          = 3
  check_interval      = 30
  check_protocol      = "HTTP"
  check_http_statuses = "234"
  check_path          = "/up"
  check_rise          = 4
  check_timeout       = 6
}

resource "katapult_load_balancer_rule" "tcp_check" {
  load_balancer_id = katapult_load_balancer.all.id
  destination_port = 5432
  listen_port      = 5432
  protocol         = "TCP"
  check_enabled    = true
  check_protocol   = "TCP"
}

resource "katapult_load_balancer_rule" "certificates" {
  load_balancer_id = katapult_load_balancer.all.id
  destination_port = 444
  listen_port      = 444
  protocol         = "HTTPS"
  certificate_ids  = []
}

resource "katapult_load_balancer_rule" "changed" {
  load_balancer_id    = katapult_load_balancer.all.id
  algorithm           = "sticky"
  destination_port    = 8082
  listen_port         = 82
  protocol            = "HTTP"
  check_enabled       = true
  check_protocol      = "HTTP"
  check_path          = "/health"
  check_http_statuses = "2"
}

resource "katapult_load_balancer_rule" "cleared" {
  load_balancer_id = katapult_load_balancer.all.id
  destination_port = 8081
  listen_port      = 81
  protocol         = "HTTP"
}
