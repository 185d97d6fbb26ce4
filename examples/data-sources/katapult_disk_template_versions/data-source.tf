data "katapult_disk_template_versions" "ubuntu" {
  disk_template = "templates/ubuntu-20-04"
}

output "ubuntu_versions" {
  value = data.katapult_disk_template_versions.ubuntu.versions[*].number
}
