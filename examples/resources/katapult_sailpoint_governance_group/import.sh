# By its exact name:
terraform import katapult_sailpoint_governance_group.auditors "name:Auditors"

# By its ID:
terraform import katapult_sailpoint_governance_group.auditors 567a697e-885b-495a-afc5-d55e1c23a302
