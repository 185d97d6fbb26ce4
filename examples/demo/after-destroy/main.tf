# Fails at plan if the organization still has a virtual machine group.
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
