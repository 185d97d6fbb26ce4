data "katapult_sailpoint_governance_groups" "leftovers" {
  name_prefix = "estate-"
}

# Nothing happens before it is asked for:
# terraform apply -invoke=action.katapult_sailpoint_governance_groups_bulk_delete.leftovers
action "katapult_sailpoint_governance_groups_bulk_delete" "leftovers" {
  config {
    ids    = data.katapult_sailpoint_governance_groups.leftovers.groups[*].id
    in_use = "warn"
  }
}
