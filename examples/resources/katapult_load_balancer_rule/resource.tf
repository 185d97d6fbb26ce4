data "katapult_load_balancer" "website" {
  name = "website"
}

# The machines have the certificates.
resource "katapult_load_balancer_rule" "https" {
  load_balancer_id = data.katapult_load_balancer.website.id
  listen_port      = 8443
  destination_port = 8443
  protocol         = "HTTPS"
  passthrough_ssl  = true
}

resource "katapult_load_balancer_rule" "http" {
  load_balancer_id    = data.katapult_load_balancer.website.id
  listen_port         = 8080
  destination_port    = 8080
  protocol            = "HTTP"
  algorithm           = "least_connections"
  check_enabled       = true
  check_path          = "/healthz"
  check_http_statuses = "23"
}

resource "katapult_load_balancer_rule" "database" {
  load_balancer_id = data.katapult_load_balancer.website.id
  listen_port      = 5432
  destination_port = 5432
  protocol         = "TCP"
  check_enabled    = true
  check_protocol   = "TCP"
}
