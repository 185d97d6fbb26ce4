data "katapult_managed_organizations" "all" {}

output "sub_domains" {
  value = [for organization in data.katapult_managed_organizations.all.organizations : organization.sub_domain]
}
