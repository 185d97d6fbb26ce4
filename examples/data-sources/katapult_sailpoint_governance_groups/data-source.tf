# Every group of the estate, whoever made it.
data "katapult_sailpoint_governance_groups" "estate" {
  name_prefix = "estate-"
}

output "unused_groups" {
  value = [
    for group in data.katapult_sailpoint_governance_groups.estate.groups : group.name
    if group.connection_count == 0
  ]
}
