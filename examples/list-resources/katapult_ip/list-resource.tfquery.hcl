list "katapult_ip" "free" {
  provider = katapult

  config {
    allocated = false
  }
}
