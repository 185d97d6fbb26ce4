data "katapult_disk_template_version" "ubuntu" {
  disk_template = "templates/ubuntu-22-04"
}

# What a machine with this template has to choose.
output "required_options" {
  value = [for option in data.katapult_disk_template_version.ubuntu.options : option.name if option.required]
}
