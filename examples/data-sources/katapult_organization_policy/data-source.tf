data "katapult_organization_policy" "own" {}

data "katapult_data_center" "london" {
  permalink = "uk-lon-01"
}

# The plan stops if the limits leave no room.
resource "katapult_virtual_network" "backend" {
  name           = "backend"
  data_center_id = data.katapult_data_center.london.id

  lifecycle {
    precondition {
      condition     = coalesce(data.katapult_organization_policy.own.limits["virtual_networks"].remaining, 1) >= 1
      error_message = "The organization can have no further virtual network."
    }
    precondition {
      condition     = length(data.katapult_organization_policy.own.reasons_for_disallowing_resource_creation) == 0
      error_message = join(" ", data.katapult_organization_policy.own.reasons_for_disallowing_resource_creation)
    }
  }
}
