data "katapult_ips" "free" {
  allocated = false
  version   = 4
}

output "free_addresses" {
  value = data.katapult_ips.free.ip_addresses[*].address
}
