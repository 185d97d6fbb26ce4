removed {
  from = katapult_ip.first
  lifecycle { destroy = false }
}

removed {
  from = katapult_ip.machine
  lifecycle { destroy = false }
}

removed {
  from = katapult_tag.first
  lifecycle { destroy = false }
}

removed {
  from = katapult_virtual_network.first
  lifecycle { destroy = false }
}

removed {
  from = katapult_virtual_machine_group.first
  lifecycle { destroy = false }
}

removed {
  from = katapult_disk.first
  lifecycle { destroy = false }
}

removed {
  from = katapult_virtual_machine.first
  lifecycle { destroy = false }
}

removed {
  from = katapult_disk_assignment.first
  lifecycle { destroy = false }
}
