data "katapult_security_group_rule" "ssh" {
  id = "sgr_Lm4Wc8TpYs6JdK3f"
}

output "who_may_use_ssh" {
  value = data.katapult_security_group_rule.ssh.targets
}
