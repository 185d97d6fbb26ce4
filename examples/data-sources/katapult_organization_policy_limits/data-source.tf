data "katapult_organization_policy_limits" "own" {}

output "largest_disk_in_gb" {
  value = data.katapult_organization_policy_limits.own.limits["maximum_disk_size"].value
}
