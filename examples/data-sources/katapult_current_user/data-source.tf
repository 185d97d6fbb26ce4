data "katapult_current_user" "me" {}

output "token_of_a_person" {
  value = data.katapult_current_user.me.associated
}

check "token" {
  assert {
    condition     = !data.katapult_current_user.me.associated
    error_message = "The API token is that of a person. Pipelines need one of the organization."
  }
}
