# The rules of one security group. Without security_group_id, those of all groups.
list "katapult_security_group_rule" "shared" {
  provider = katapult

  config {
    security_group_id = "sg_Hk2Vn7XbQd5TzR9w"
  }
}
