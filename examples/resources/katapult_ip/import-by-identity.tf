import {
  to = katapult_ip.web
  identity = {
    id = "ip_e9Kq4ZtXw2LmVb7S"
  }
}
