data "katapult_sailpoint_governance_group" "auditors" {
  name = "Auditors"
}

data "katapult_sailpoint_governance_group_connections" "auditors" {
  group_id = data.katapult_sailpoint_governance_group.auditors.id
}

output "what_keeps_the_auditors" {
  value = [
    for c in data.katapult_sailpoint_governance_group_connections.auditors.connections : "${c.type} ${c.name}"
  ]
}
