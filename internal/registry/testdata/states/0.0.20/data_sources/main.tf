resource "katapult_ip" "all" {
  vip   = true
  label = "all"
}

resource "katapult_ip" "machine" {}

resource "katapult_tag" "all" {
  name = "all"
}

resource "katapult_virtual_network" "all" {
  name = "all"
}

resource "katapult_virtual_machine_group" "all" {
  name = "all"
}

resource "katapult_disk" "all" {
  name       = "all"
  size_in_gb = 10
}

resource "katapult_virtual_machine" "all" {
  name                = "all"
  description         = "What data sources find."
  package             = "rock-3"
  disk_template       = "templates/ubuntu-22-04"
  ip_address_ids      = [katapult_ip.machine.id]
  virtual_network_ids = [katapult_virtual_network.all.id]
  group_id            = katapult_virtual_machine_group.all.id
  tags                = [katapult_tag.all.name]
}

resource "katapult_disk_assignment" "all" {
  virtual_machine_id = katapult_virtual_machine.all.id
  disk_id            = katapult_disk.all.id
}

data "katapult_data_center" "all" {}

data "katapult_disk" "all" {
  id = katapult_disk_assignment.all.disk_id
}

data "katapult_disks" "all" {
  depends_on = [katapult_disk_assignment.all]
}

data "katapult_disk_io_profile" "all" {
  permalink = "unrestricted"
}

data "katapult_disk_io_profiles" "all" {}

data "katapult_disk_template" "all" {
  permalink = "templates/ubuntu-22-04"
}

data "katapult_disk_templates" "all" {}

data "katapult_ip" "all" {
  id = katapult_ip.all.id
}

data "katapult_network" "all" {}

data "katapult_networks" "all" {}

data "katapult_network_speed_profile" "all" {
  permalink = "1gbps"
}

data "katapult_network_speed_profiles" "all" {}

data "katapult_tag" "all" {
  id = katapult_tag.all.id
}

data "katapult_tags" "all" {
  depends_on = [katapult_disk_assignment.all]
}

data "katapult_virtual_machine" "all" {
  id = katapult_virtual_machine.all.id
}

data "katapult_virtual_machines" "all" {
  depends_on = [katapult_disk_assignment.all]
}

data "katapult_virtual_machine_disks" "all" {
  virtual_machine_id = katapult_disk_assignment.all.virtual_machine_id
}

data "katapult_virtual_machine_group" "all" {
  id = katapult_virtual_machine_group.all.id
}

data "katapult_virtual_machine_groups" "all" {
  depends_on = [katapult_disk_assignment.all]
}

data "katapult_virtual_machine_package" "all" {
  permalink = "rock-3"
}

data "katapult_virtual_machine_packages" "all" {}

data "katapult_virtual_network" "all" {
  id = katapult_virtual_network.all.id
}

data "katapult_virtual_networks" "all" {
  depends_on = [katapult_disk_assignment.all]
}

# A difference between the outputs of both providers would be planned. They leave out what
# only this provider can tell: the disk template of a machine, and its number of a version.

output "data_center" {
  value = { for name in ["country_id", "country_name", "id", "name", "permalink"] : name => data.katapult_data_center.all[name] }
}

output "disk" {
  value = { for name in ["attach_on_boot", "attachment_state", "boot", "bus_type", "data_center_id", "data_center_name", "data_center_permalink", "id", "io_profile_id", "name", "size_in_gb", "state", "storage_speed", "virtual_machine_fqdn", "virtual_machine_id", "wwn"] : name => data.katapult_disk.all[name] }
}

output "disks" {
  value = [for one in data.katapult_disks.all.disks : { for name in ["id", "name", "size_in_gb", "state", "virtual_machine_fqdn", "virtual_machine_id", "wwn"] : name => one[name] }]
}

output "disk_io_profile" {
  value = { for name in ["id", "iops", "name", "permalink", "speed_in_mb"] : name => data.katapult_disk_io_profile.all[name] }
}

output "disk_io_profiles" {
  value = [for one in data.katapult_disk_io_profiles.all.profiles : { for name in ["id", "iops", "name", "permalink", "speed_in_mb"] : name => one[name] }]
}

output "disk_template" {
  value = { for name in ["description", "id", "name", "os_family", "permalink", "universal"] : name => data.katapult_disk_template.all[name] }
}

output "disk_templates" {
  value = [for one in data.katapult_disk_templates.all.templates : { for name in ["description", "id", "name", "os_family", "permalink", "universal"] : name => one[name] }]
}

output "ip" {
  value = { for name in ["address", "address_with_mask", "allocation_id", "allocation_type", "id", "label", "network_id", "reverse_dns", "version", "vip"] : name => data.katapult_ip.all[name] }
}

output "network" {
  value = { for name in ["data_center_id", "default", "id", "name", "permalink"] : name => data.katapult_network.all[name] }
}

output "networks" {
  value = [for one in data.katapult_networks.all.networks : { for name in ["data_center_id", "default", "id", "name", "permalink"] : name => one[name] }]
}

output "network_speed_profile" {
  value = { for name in ["download_speed", "id", "name", "permalink", "upload_speed"] : name => data.katapult_network_speed_profile.all[name] }
}

output "network_speed_profiles" {
  value = [for one in data.katapult_network_speed_profiles.all.profiles : { for name in ["download_speed", "id", "name", "permalink", "upload_speed"] : name => one[name] }]
}

output "tag" {
  value = { for name in ["color", "id", "name"] : name => data.katapult_tag.all[name] }
}

output "tags" {
  value = [for one in data.katapult_tags.all.tags : { for name in ["color", "id", "name"] : name => one[name] }]
}

output "virtual_machine" {
  value = { for name in ["description", "disk_template_options", "fqdn", "group_id", "hostname", "id", "ip_address_ids", "ip_addresses", "name", "network_speed_profile", "package", "state", "tags", "virtual_network_ids"] : name => data.katapult_virtual_machine.all[name] }
}

output "virtual_machines" {
  value = [for one in data.katapult_virtual_machines.all.virtual_machines : { for name in ["fqdn", "hostname", "id", "ip_addresses", "name", "package_name"] : name => one[name] }]
}

output "virtual_machine_disks" {
  value = [for one in data.katapult_virtual_machine_disks.all.disks : { for name in ["attach_on_boot", "attachment_state", "boot", "bus_type", "id", "io_profile_id", "name", "size_in_gb", "state", "storage_speed", "wwn"] : name => one[name] }]
}

output "virtual_machine_group" {
  value = { for name in ["id", "name", "segregate"] : name => data.katapult_virtual_machine_group.all[name] }
}

output "virtual_machine_groups" {
  value = [for one in data.katapult_virtual_machine_groups.all.groups : { for name in ["id", "name", "segregate"] : name => one[name] }]
}

output "virtual_machine_package" {
  value = { for name in ["cpu_cores", "id", "ipv4_addresses", "memory_in_gb", "name", "permalink", "privacy", "storage_in_gb"] : name => data.katapult_virtual_machine_package.all[name] }
}

output "virtual_machine_packages" {
  value = [for one in data.katapult_virtual_machine_packages.all.packages : { for name in ["cpu_cores", "id", "ipv4_addresses", "memory_in_gb", "name", "permalink", "privacy", "storage_in_gb"] : name => one[name] }]
}

output "virtual_network" {
  value = { for name in ["data_center_id", "id", "name"] : name => data.katapult_virtual_network.all[name] }
}

output "virtual_networks" {
  value = [for one in data.katapult_virtual_networks.all.virtual_networks : { for name in ["data_center_id", "id", "name"] : name => one[name] }]
}

output "network_interfaces" {
  value = [for one in data.katapult_virtual_machine.all.network_interfaces : { for name in ["id", "ip_addresses", "mac_address", "network_id", "virtual_network_id"] : name => one[name] }]
}
