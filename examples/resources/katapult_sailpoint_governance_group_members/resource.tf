resource "katapult_sailpoint_governance_group" "approvers" {
  name        = "Approvers"
  description = "Approves requests for production access."
  owner_id    = "2c9180a46faadee4016fb4e018c20639"
}

resource "katapult_sailpoint_governance_group_members" "approvers" {
  group_id = katapult_sailpoint_governance_group.approvers.id
  member_ids = [
    "2c7180a46faadee4016fb4e018c20642",
    "464ae7bf791e49fdb74606a2e4a89635",
  ]
}
