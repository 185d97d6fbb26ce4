# Fails at plan if anything is left of what the demo made.
terraform {
  required_providers {
    katapult = {
      source = "terraform.local/katapult/katapult"
    }
  }
}

data "katapult_virtual_machines" "left" {
  lifecycle {
    postcondition {
      condition     = length(self.virtual_machines) == 0
      error_message = "Left behind: ${join(", ", self.virtual_machines[*].name)}."
    }
  }
}

data "katapult_disks" "left" {
  lifecycle {
    postcondition {
      condition     = length(self.disks) == 0
      error_message = "Left behind: ${join(", ", self.disks[*].name)}."
    }
  }
}

data "katapult_ips" "left" {
  lifecycle {
    postcondition {
      condition     = length(self.ip_addresses) == 0
      error_message = "Left behind: ${join(", ", self.ip_addresses[*].address)}."
    }
  }
}

data "katapult_virtual_networks" "left" {
  lifecycle {
    postcondition {
      condition     = length(self.virtual_networks) == 0
      error_message = "Left behind: ${join(", ", self.virtual_networks[*].name)}."
    }
  }
}

data "katapult_tags" "left" {
  lifecycle {
    postcondition {
      condition     = length(self.tags) == 0
      error_message = "Left behind: ${join(", ", self.tags[*].name)}."
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
