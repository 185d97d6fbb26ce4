data "katapult_operating_system" "debian" {
  name = "Debian"
}

output "debian_id" {
  value = data.katapult_operating_system.debian.id
}
