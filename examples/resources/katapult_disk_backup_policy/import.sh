# The ID of the policy.
terraform import katapult_disk_backup_policy.data POLICY_ID
