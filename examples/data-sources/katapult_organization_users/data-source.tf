data "katapult_organization_users" "all" {}

output "user_ids" {
  value = data.katapult_organization_users.all.users[*].id
}
