data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

resource "katapult_ip_allocation" "mail" {
  ip_address_id      = "ip_1mJqX5vTz0Rb8KcW"
  virtual_machine_id = data.katapult_virtual_machine.web.id
}

# The allocation sets the name, too, so that this has to come after it.
resource "katapult_ip_reverse_dns" "mail" {
  ip_address_id = katapult_ip_allocation.mail.ip_address_id
  reverse_dns   = "mail.example.com"
}
