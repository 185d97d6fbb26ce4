data "katapult_network_speed_profile" "fast" {
  permalink = "10gbps"
}

output "fast_speed_profile_id" {
  value = data.katapult_network_speed_profile.fast.id
}
