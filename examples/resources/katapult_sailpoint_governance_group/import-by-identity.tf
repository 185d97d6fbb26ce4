import {
  to = katapult_sailpoint_governance_group.auditors
  identity = {
    id = "567a697e-885b-495a-afc5-d55e1c23a302"
  }
}
