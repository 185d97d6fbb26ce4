# The organization of the provider.
data "katapult_organization" "own" {}

output "infrastructure_domain" {
  value = data.katapult_organization.own.infrastructure_domain
}
