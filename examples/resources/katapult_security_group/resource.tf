resource "katapult_tag" "web" {
  name = "public-web"
}

resource "katapult_security_group" "web" {
  name               = "web"
  associations       = [katapult_tag.web.id]
  allow_all_outbound = true

  inbound_rules = [
    {
      protocol = "tcp"
      ports    = "80,443"
      targets  = ["all:ipv4", "all:ipv6"]
      notes    = "HTTP and HTTPS"
    },
    {
      protocol = "tcp"
      ports    = "22"
      targets  = ["10.0.0.0/8"]
      notes    = "SSH from the office"
    },
    {
      protocol = "tcp"
      action   = "deny"
      targets  = ["198.51.100.0/24"]
      notes    = "Scanners"
    },
  ]
}

# The same in blocks, as in configurations for the official provider.
resource "katapult_security_group" "dns" {
  name               = "dns"
  allow_all_outbound = true

  inbound_rule {
    protocol = "udp"
    ports    = "53"
    targets  = [katapult_tag.web.id]
  }
}
