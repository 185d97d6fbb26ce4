data "katapult_load_balancer" "website" {
  name = "website"
}

data "katapult_load_balancer_rules" "website" {
  load_balancer_id = data.katapult_load_balancer.website.id
}

output "ports" {
  value = data.katapult_load_balancer_rules.website.rules[*].listen_port
}
