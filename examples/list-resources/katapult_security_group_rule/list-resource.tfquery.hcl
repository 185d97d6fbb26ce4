# The rules of all security groups. With security_group_id, those of one.
list "katapult_security_group_rule" "all" {
  provider = katapult
}
