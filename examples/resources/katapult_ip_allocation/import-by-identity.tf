import {
  to = katapult_ip_allocation.website
  identity = {
    ip_address_id = "ip_e9Kq4ZtXw2LmVb7S"
  }
}
