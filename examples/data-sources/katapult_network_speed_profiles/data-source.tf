data "katapult_network_speed_profiles" "all" {}

output "network_speed_profiles" {
  value = { for profile in data.katapult_network_speed_profiles.all.profiles : profile.permalink => profile.upload_speed }
}
