terraform {
  required_providers {
    katapult = {
      source = "terraform.local/katapult/katapult"
    }
  }
}

# The address, the token and the organization come from the environment.
provider "katapult" {
  data_center = "uk-lon-01"
}

variable "prefix" {
  description = "What the names of everything begin with."
  type        = string
  default     = "demo"
}

variable "machines" {
  description = "The virtual machines, each with a package, and the size of a data disk in GB."
  type        = map(object({ package = string, disk = number, running = optional(bool, true) }))
  default = {
    web-1 = { package = "rock-1", disk = 10 }
    web-2 = { package = "rock-1", disk = 10 }
  }
}

variable "segregate" {
  description = "Whether the machines run on separate hosts."
  type        = bool
  default     = true
}

variable "closing" {
  description = "Whether the organization is to be closed, which nothing may be left for."
  type        = bool
  default     = false
}

# What a machine is made of.
data "katapult_disk_template" "ubuntu" {
  permalink = "templates/ubuntu-22-04"
}

data "katapult_virtual_machine_package" "each" {
  for_each = toset(values(var.machines)[*].package)

  permalink = each.value
}

resource "katapult_virtual_machine_group" "web" {
  name      = "${var.prefix}-web"
  segregate = var.segregate
}

resource "katapult_tag" "demo" {
  name  = var.prefix
  color = "purple"
}

resource "katapult_virtual_network" "backend" {
  name = "${var.prefix}-backend"
}

resource "katapult_ip" "each" {
  for_each = var.machines
}

resource "katapult_virtual_machine" "each" {
  for_each = var.machines

  name                = "${var.prefix}-${each.key}"
  hostname            = each.key
  package             = data.katapult_virtual_machine_package.each[each.value.package].permalink
  disk_template       = data.katapult_disk_template.ubuntu.id
  group_id            = katapult_virtual_machine_group.web.id
  tags                = [katapult_tag.demo.name]
  ip_address_ids      = [katapult_ip.each[each.key].id]
  virtual_network_ids = [katapult_virtual_network.backend.id]
  powered_on          = each.value.running

  # A smaller package needs a machine that is stopped.
  allow_power_cycle = true
}

resource "katapult_disk" "data" {
  for_each = var.machines

  name                = "${var.prefix}-${each.key}-data"
  size_in_gb          = each.value.disk
  initial_file_system = "ext4"
  resize_method       = "online"
}

resource "katapult_disk_assignment" "data" {
  for_each = var.machines

  virtual_machine_id = katapult_virtual_machine.each[each.key].id
  disk_id            = katapult_disk.data[each.key].id
}

# One machine, found by its host name.
data "katapult_virtual_machine" "web" {
  name = "${var.prefix}-web-1"

  depends_on = [katapult_virtual_machine.each]
}

# What would have to be done before the organization can be deleted.
data "katapult_organization_deletion_steps" "this" {
  depends_on = [katapult_disk_assignment.data]
}

# The last stage of a teardown: it stops as long as something is left.
resource "terraform_data" "closing" {
  count = var.closing ? 1 : 0

  lifecycle {
    precondition {
      condition = data.katapult_organization_deletion_steps.this.ready
      error_message = join("\n", concat(
        ["The organization cannot be deleted yet. Left to do, in this order:"],
        [for step in data.katapult_organization_deletion_steps.this.unsatisfied : "- ${step.name}: ${step.description}"],
      ))
    }
  }
}

output "machines" {
  description = "The machines, and where they are."
  value       = { for name, machine in katapult_virtual_machine.each : name => "${machine.state}, ${machine.package}, ${join(" ", machine.ip_addresses)}" }
}

output "disks" {
  description = "The data disks, and whether their machines have them at hand."
  value       = { for name, disk in katapult_disk.data : name => "${disk.size_in_gb} GB, ${katapult_disk_assignment.data[name].attachment_state}" }
}

output "web_interfaces" {
  description = "The network interfaces of one machine."
  value       = data.katapult_virtual_machine.web.network_interfaces[*].mac_address
}

output "left_before_deletion" {
  description = "What would have to be done before the organization can be deleted, in this order."
  value       = data.katapult_organization_deletion_steps.this.unsatisfied[*].name
}
