resource "katapult_security_group" "database" {
  name               = "database"
  allow_all_outbound = true
  external_rules     = true
}

resource "katapult_security_group_rule" "postgresql" {
  for_each = toset(["10.1.0.0/16", "10.2.0.0/16"])

  security_group_id = katapult_security_group.database.id
  direction         = "inbound"
  protocol          = "tcp"
  ports             = "5432"
  targets           = [each.key]
  notes             = "PostgreSQL"
}

resource "katapult_security_group_rule" "ssh" {
  security_group_id = katapult_security_group.database.id
  direction         = "inbound"
  protocol          = "tcp"
  ports             = "22"
  targets           = ["10.0.0.0/8"]
}
