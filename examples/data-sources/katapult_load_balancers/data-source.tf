data "katapult_load_balancers" "all" {}

output "addresses" {
  value = { for balancer in data.katapult_load_balancers.all.load_balancers : balancer.name => balancer.ip_address }
}
