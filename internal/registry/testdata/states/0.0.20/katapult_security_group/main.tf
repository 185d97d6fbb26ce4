resource "katapult_virtual_machine_group" "web" {
  name = "web"
}

resource "katapult_security_group" "minimal" {
  name = "minimal"
}

resource "katapult_security_group" "full" {
  name               = "full"
  associations       = [katapult_virtual_machine_group.web.id]
  allow_all_inbound  = false
  allow_all_outbound = false

  inbound_rule {
    protocol = "tcp"
    ports    = "22"
    targets  = ["192.0.2.10/24", "2001:DB8:0::1"]
    notes    = "SSH"
  }

  inbound_rule {
    protocol = "Udp"
    ports    = "5000-5100,443"
    targets  = ["all:ipv6", "all:ipv4"]
  }

  inbound_rule {
    protocol = "ICMP"
    targets  = [katapult_virtual_machine_group.web.id]
  }

  outbound_rule {
    protocol = "TCP"
    targets  = ["all:ipv4"]
    notes    = ""
  }
}

resource "katapult_security_group" "open" {
  name               = "open"
  allow_all_inbound  = true
  allow_all_outbound = true
}

resource "katapult_security_group" "external" {
  name           = "external"
  external_rules = true
}

resource "katapult_security_group" "dynamic" {
  name = "dynamic"

  dynamic "inbound_rule" {
    for_each = toset(["80", "443"])
    content {
      protocol = "tcp"
      ports    = inbound_rule.value
      targets  = ["all:ipv4"]
    }
  }
}

resource "katapult_security_group" "changed" {
  name               = "changed-2"
  allow_all_outbound = false

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
  name = "cleared"
}

resource "katapult_security_group" "handed_over" {
  name           = "handed-over"
  external_rules = true
}
