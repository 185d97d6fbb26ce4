data "katapult_organizations" "all" {}

output "managed" {
  value = [for organization in data.katapult_organizations.all.organizations : organization.sub_domain if organization.managed]
}
