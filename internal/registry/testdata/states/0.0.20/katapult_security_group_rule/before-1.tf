resource "katapult_security_group" "all" {
  name           = "all"
  external_rules = true
}

resource "katapult_security_group_rule" "changed" {
  security_group_id = katapult_security_group.all.id
  direction         = "inbound"
  protocol          = "tcp"
  ports             = "22"
  targets           = ["192.0.2.0/24"]
  notes             = "SSH"
}

resource "katapult_security_group_rule" "cleared" {
  security_group_id = katapult_security_group.all.id
  direction         = "outbound"
  protocol          = "tcp"
  ports             = "443"
  targets           = ["all:ipv4"]
  notes             = "cleared"
}
