# The domain works, too: example.org
terraform import katapult_dns_zone.example dnszone_Kx7Lp2QwTn9RvB4M
