# Renames everything in place, and lets the machines share hosts.
prefix    = "changed"
segregate = false

# Gives one machine a larger package and a larger disk, takes one away and adds another,
# which stays off.
machines = {
  web-1 = { package = "rock-3", disk = 20 }
  web-3 = { package = "rock-1", disk = 10, running = false }
}
