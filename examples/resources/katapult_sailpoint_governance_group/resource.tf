resource "katapult_sailpoint_governance_group" "auditors" {
  name        = "Auditors"
  description = "Reviews who may reach the production estate."
  owner_id    = "2c9180a46faadee4016fb4e018c20639"

  # A group that something still uses is tried for this long.
  timeouts {
    delete = "5m"
  }
}
