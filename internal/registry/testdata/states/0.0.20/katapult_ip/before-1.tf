resource "katapult_ip" "changed" {
  vip   = true
  label = "first"
}

resource "katapult_ip" "cleared" {
  vip   = true
  label = "cleared"
}
