data "katapult_organization_deletion_steps" "this" {}

# Every plan and apply warns as long as something is left, and goes on.
check "organization_can_be_deleted" {
  assert {
    condition     = data.katapult_organization_deletion_steps.this.ready
    error_message = "Left to do: ${join(", ", data.katapult_organization_deletion_steps.this.unsatisfied[*].name)}."
  }
}

variable "teardown" {
  description = "Whether this is the last stage of a teardown, after everything else has been destroyed."
  type        = bool
  default     = false
}

# The last stage of a teardown stops here as long as something is left, and
# lists it in the order in which it has to be done.
resource "terraform_data" "closing" {
  count = var.teardown ? 1 : 0
  input = data.katapult_organization_deletion_steps.this.organization

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

output "left_to_do" {
  value = data.katapult_organization_deletion_steps.this.unsatisfied
}
