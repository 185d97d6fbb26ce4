data "katapult_ssh_keys" "all" {}

output "who_can_log_in" {
  value = data.katapult_ssh_keys.all.ssh_keys[*].name
}
