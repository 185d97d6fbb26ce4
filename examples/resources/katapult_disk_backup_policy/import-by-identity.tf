import {
  to = katapult_disk_backup_policy.data
  identity = {
    id = "dbp_Xf4Tn9WcRb6KjS2M"
  }
}
