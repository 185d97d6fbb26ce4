data "katapult_load_balancer" "website" {
  name = "website"
}

output "website" {
  value = data.katapult_load_balancer.website.ip_address
}
