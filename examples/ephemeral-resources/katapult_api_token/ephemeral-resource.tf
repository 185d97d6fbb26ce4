ephemeral "katapult_api_token" "reader" {
  name   = "terraform-reader"
  scopes = ["virtual_machines:read"]
  ttl    = "30m"
}

# A second provider block that can read and nothing else.
provider "katapult" {
  alias        = "reader"
  api_key      = ephemeral.katapult_api_token.reader.secret
  organization = "acme"
}
