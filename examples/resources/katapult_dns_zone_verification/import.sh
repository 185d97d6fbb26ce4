# The domain works, too: example.org
terraform import katapult_dns_zone_verification.example dnszone_Kx7Lp2QwTn9RvB4M
