# The address itself works, too: 203.0.113.7
terraform import katapult_ip.web ip_e9Kq4ZtXw2LmVb7S
