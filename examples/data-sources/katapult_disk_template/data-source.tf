data "katapult_disk_template" "ubuntu" {
  permalink = "templates/ubuntu-22-04"
}

output "ubuntu_template_version" {
  value = data.katapult_disk_template.ubuntu.template_version
}
