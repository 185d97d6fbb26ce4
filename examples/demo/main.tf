terraform {
  required_providers {
    katapult = {
      source = "terraform.local/katapult/katapult"
    }
  }
}

# The address, the token and the organization come from the environment.
provider "katapult" {}

variable "prefix" {
  description = "What the name of every group begins with."
  type        = string
  default     = "demo"
}

variable "groups" {
  description = "The groups, by the rest of their names; true keeps the virtual machines of a group on separate hosts."
  type        = map(bool)
  default = {
    cache    = false
    database = true
    web      = true
  }
}

variable "disks" {
  description = "The machine that each disk is assigned to, and whether it is attached there."
  type        = map(object({ machine = string, attached = optional(bool, true) }))
  default = {
    data-1 = { machine = "machine-1" }
    data-2 = { machine = "machine-1" }
    data-3 = { machine = "machine-2" }
    data-4 = { machine = "machine-2", attached = false }
  }
}

variable "speed" {
  description = "The network speed profile of the machines' interfaces on the virtual network."
  type        = string
  default     = "1gbps"
}

variable "closing" {
  description = "Whether the organization is to be closed, which nothing may be left for."
  type        = bool
  default     = false
}

# What the organization has already.
data "katapult_virtual_machines" "all" {
  name_prefix = "machine-"
}

data "katapult_disks" "data" {
  name_prefix = "data-"
}

data "katapult_virtual_network" "backend" {
  name = "backend"
}

locals {
  machine_ids = { for machine in data.katapult_virtual_machines.all.virtual_machines : machine.name => machine.id }
  disk_ids    = { for disk in data.katapult_disks.data.disks : disk.name => disk.id }
}

resource "katapult_virtual_machine_group" "this" {
  for_each = var.groups

  name      = "${var.prefix}-${each.key}"
  segregate = each.value
}

# Work on one machine is done one after the other, on several at the same time.
resource "katapult_disk_assignment" "this" {
  for_each = var.disks

  virtual_machine_id = local.machine_ids[each.value.machine]
  disk_id            = local.disk_ids[each.key]
  attached           = each.value.attached
}

resource "katapult_virtual_machine_network_interface" "backend" {
  for_each = local.machine_ids

  virtual_machine_id    = each.value
  virtual_network_id    = data.katapult_virtual_network.backend.id
  network_speed_profile = var.speed
}

# One group, found by its name.
data "katapult_virtual_machine_group" "database" {
  name = "${var.prefix}-database"

  depends_on = [katapult_virtual_machine_group.this]
}

# All groups whose names begin alike.
data "katapult_virtual_machine_groups" "all" {
  name_prefix = "${var.prefix}-"

  depends_on = [katapult_virtual_machine_group.this]
}

# What would have to be done before the organization can be deleted.
data "katapult_organization_deletion_steps" "this" {}

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

output "database" {
  description = "The group that was found by its name."
  value       = data.katapult_virtual_machine_group.database
}

output "groups" {
  description = "The names and IDs of all groups with the prefix."
  value       = { for group in data.katapult_virtual_machine_groups.all.groups : group.name => group.id }
}

output "disks" {
  description = "Which disk is where, and whether the machine has it at hand."
  value       = { for name, assignment in katapult_disk_assignment.this : name => "${assignment.attachment_state}, ${var.disks[name].machine}" }
}

output "interfaces" {
  description = "The machines' interfaces on the virtual network."
  value = {
    for machine, interface in katapult_virtual_machine_network_interface.backend :
    machine => "${interface.state} at ${interface.network_speed_profile}, ${interface.mac_address}"
  }
}

output "left_before_deletion" {
  description = "What would have to be done before the organization can be deleted, in this order."
  value       = data.katapult_organization_deletion_steps.this.unsatisfied[*].name
}
