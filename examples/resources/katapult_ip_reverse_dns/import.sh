# The ID of the address, or the address itself: 203.0.113.8
terraform import katapult_ip_reverse_dns.mail ip_1mJqX5vTz0Rb8KcW
