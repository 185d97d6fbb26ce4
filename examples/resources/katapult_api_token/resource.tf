resource "katapult_api_token" "monitoring" {
  name                    = "monitoring"
  scopes                  = ["virtual_machines:read", "disks:read"]
  authorized_ip_addresses = ["192.0.2.0/24"]

  # Another text makes the token a new secret.
  secret_version = "1"
}

output "monitoring_token" {
  value     = katapult_api_token.monitoring.secret
  sensitive = true
}
