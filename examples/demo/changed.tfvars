# Renames the groups that stay, adds one, removes one, and lets one share hosts.
prefix = "changed"
groups = {
  database = true
  queue    = true
  web      = false
}

# Detaches one disk, attaches another, and takes one away from its machine.
disks = {
  data-1 = { machine = "machine-1", attached = false }
  data-2 = { machine = "machine-1" }
  data-4 = { machine = "machine-2" }
}

# Speeds the interfaces up.
speed = "10gbps"
