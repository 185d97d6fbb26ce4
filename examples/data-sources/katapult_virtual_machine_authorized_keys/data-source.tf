data "katapult_virtual_machine_authorized_keys" "this" {}

output "authorized_keys" {
  value = data.katapult_virtual_machine_authorized_keys.this.content
}
