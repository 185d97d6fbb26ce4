data "katapult_virtual_machine_group" "web" {
  name = "web"
}

output "web_group_id" {
  value = data.katapult_virtual_machine_group.web.id
}
