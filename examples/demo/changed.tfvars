# Renames the groups that stay, adds one, removes one, and lets one share hosts.
prefix = "changed"
groups = {
  database = true
  queue    = true
  web      = false
}
