data "katapult_api_tokens" "all" {}

output "tokens_without_an_end" {
  value = [for token in data.katapult_api_tokens.all.api_tokens : token.name if token.expires_at == null]
}
