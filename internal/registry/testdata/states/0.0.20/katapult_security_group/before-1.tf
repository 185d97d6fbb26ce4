resource "katapult_security_group" "changed" {
  name               = "changed"
  allow_all_outbound = true

  inbound_rule {
    protocol = "ICMP"
    targets  = ["all:ipv4", "all:ipv6"]
  }

  inbound_rule {
    protocol = "tcp"
    ports    = "22"
    targets  = ["192.0.2.0/24"]
    notes    = "SSH"
  }

  inbound_rule {
    protocol = "tcp"
    ports    = "80,443"
    targets  = ["all:ipv4"]
  }
}

resource "katapult_security_group" "cleared" {
  name         = "cleared"
  associations = [katapult_virtual_machine_group.web.id]

  inbound_rule {
    protocol = "udp"
    ports    = "53"
    targets  = ["192.0.2.1"]
  }

  outbound_rule {
    protocol = "udp"
    ports    = "53"
    targets  = ["192.0.2.1"]
  }
}

resource "katapult_virtual_machine_group" "web" {
  name = "web"
}

resource "katapult_security_group" "handed_over" {
  name = "handed-over"

  inbound_rule {
    protocol = "tcp"
    ports    = "22"
    targets  = ["192.0.2.0/24"]
  }
}
