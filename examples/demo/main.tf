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

resource "katapult_virtual_machine_group" "this" {
  for_each = var.groups

  name      = "${var.prefix}-${each.key}"
  segregate = each.value
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

output "database" {
  description = "The group that was found by its name."
  value       = data.katapult_virtual_machine_group.database
}

output "groups" {
  description = "The names and IDs of all groups with the prefix."
  value       = { for group in data.katapult_virtual_machine_groups.all.groups : group.name => group.id }
}
