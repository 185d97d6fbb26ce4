data "katapult_load_balancer_rule" "https" {
  id = "lbrule_Qm3Xc7LvTp9RfN5K"
}

output "port" {
  value = data.katapult_load_balancer_rule.https.listen_port
}
