# By the IDs of zone and record, by the ID of the record alone, or by zone, name and type if no other record has them:
#   dnszone_Kx7Lp2QwTn9RvB4M/dnsrec_Ud5Hs8JcYk3FzG6N
#   dnsrec_Ud5Hs8JcYk3FzG6N
#   example.org/www/A, and example.org/@/MX for the zone itself
# The domain stands for the ID of its zone:
terraform import katapult_dns_record.www example.org/dnsrec_Ud5Hs8JcYk3FzG6N
