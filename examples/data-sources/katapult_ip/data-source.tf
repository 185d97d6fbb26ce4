# The address is one that the organization has leased.
data "katapult_ip" "website" {
  address = "203.0.113.7"
}

output "website_server_id" {
  value = data.katapult_ip.website.allocation_id
}
