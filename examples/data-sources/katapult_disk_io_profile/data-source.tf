data "katapult_disk_io_profile" "unrestricted" {
  permalink = "unrestricted"
}

output "unrestricted_io_profile_id" {
  value = data.katapult_disk_io_profile.unrestricted.id
}
