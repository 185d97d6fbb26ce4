import {
  to = katapult_ip_reverse_dns.mail
  identity = {
    ip_address_id = "ip_1mJqX5vTz0Rb8KcW"
  }
}
