# The ID of the address, or the address itself: 203.0.113.7
terraform import katapult_ip_allocation.website ip_e9Kq4ZtXw2LmVb7S
