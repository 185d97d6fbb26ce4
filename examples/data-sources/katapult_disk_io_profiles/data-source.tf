data "katapult_disk_io_profiles" "all" {}

output "disk_io_profiles" {
  value = { for profile in data.katapult_disk_io_profiles.all.profiles : profile.permalink => profile.iops }
}
