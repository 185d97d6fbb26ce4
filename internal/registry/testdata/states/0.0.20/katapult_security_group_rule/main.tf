resource "katapult_security_group" "all" {
  name           = "all"
  external_rules = true
}

resource "katapult_security_group_rule" "minimal" {
  security_group_id = katapult_security_group.all.id
  direction         = "inbound"
  protocol          = "icmp"
  targets           = ["all:ipv4"]
}

resource "katapult_security_group_rule" "full" {
  security_group_id = katapult_security_group.all.id
  direction         = "outbound"
  protocol          = "Udp"
  ports             = "53,5353,6000-6010"
  targets           = ["192.0.2.10/24", "2001:DB8:0::1", "all:ipv4"]
  notes             = "DNS"
}

resource "katapult_security_group_rule" "changed" {
  security_group_id = katapult_security_group.all.id
  direction         = "outbound"
  protocol          = "udp"
  ports             = "123"
  targets           = ["192.0.2.1"]
  notes             = "NTP"
}

resource "katapult_security_group_rule" "cleared" {
  security_group_id = katapult_security_group.all.id
  direction         = "outbound"
  protocol          = "tcp"
  targets           = ["all:ipv4"]
}
