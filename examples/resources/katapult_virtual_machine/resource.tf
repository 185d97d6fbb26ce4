data "katapult_network" "public" {
  data_center = "uk-lon-01"
}

resource "katapult_ip" "web" {
  network_id = data.katapult_network.public.id
}

resource "katapult_virtual_machine" "web" {
  name          = "web"
  hostname      = "web-2"
  data_center   = "uk-lon-01"
  package       = "rock-3"
  disk_template = "ubuntu-22-04"

  disk_template_options = {
    install_agent = "true"
  }

  system_disk = {
    size_in_gb = 40
  }

  ip_address_ids = [katapult_ip.web.id]
  tags           = ["web"]

  # A smaller package needs a machine that is stopped.
  allow_power_cycle = true
}

# A machine on a virtual network alone, in a group that keeps its machines apart.
resource "katapult_virtual_network" "jobs" {
  name           = "jobs"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
}

resource "katapult_virtual_machine_group" "workers" {
  name = "workers"
}

resource "katapult_virtual_machine" "worker" {
  count = 2

  hostname            = "worker-${count.index + 1}"
  data_center         = "uk-lon-01"
  package             = "rock-1"
  disk_template       = "ubuntu-22-04"
  group_id            = katapult_virtual_machine_group.workers.id
  virtual_network_ids = [katapult_virtual_network.jobs.id]
}
