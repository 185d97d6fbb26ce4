# Fails at plan if anything is left of what the demo made.
terraform {
  required_providers {
    katapult = {
      source = "terraform.local/katapult/katapult"
    }
  }
}

data "katapult_virtual_machine_groups" "left" {
  lifecycle {
    postcondition {
      condition     = length(self.groups) == 0
      error_message = "Left behind: ${join(", ", self.groups[*].name)}."
    }
  }
}

data "katapult_disks" "left" {
  name_prefix = "data-"

  lifecycle {
    postcondition {
      condition     = alltrue([for disk in self.disks : disk.virtual_machine_id == null])
      error_message = "Still assigned: ${join(", ", [for disk in self.disks : disk.name if disk.virtual_machine_id != null])}."
    }
  }
}

data "katapult_virtual_machines" "all" {}

data "katapult_virtual_machine" "each" {
  for_each = toset(data.katapult_virtual_machines.all.virtual_machines[*].id)

  id = each.value

  lifecycle {
    postcondition {
      condition     = length(self.virtual_network_ids) == 0
      error_message = "Still on a virtual network: ${self.name}."
    }
  }
}
