data "katapult_disk_templates" "debian" {
  os_family = "Debian"
}

output "debian_templates" {
  value = { for template in data.katapult_disk_templates.debian.templates : template.name => template.permalink }
}

# The organization's own templates.
data "katapult_disk_templates" "own" {
  include_universal = false
}
