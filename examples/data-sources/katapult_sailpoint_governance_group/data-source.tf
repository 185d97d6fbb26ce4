data "katapult_sailpoint_governance_group" "auditors" {
  name = "Auditors"
}

output "owner_of_the_auditors" {
  value = data.katapult_sailpoint_governance_group.auditors.owner_email
}
