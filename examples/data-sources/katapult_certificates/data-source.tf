data "katapult_certificates" "all" {}

# Those that Katapult could not issue.
output "failed_certificates" {
  value = [for c in data.katapult_certificates.all.certificates : c.name if c.state == "issue_failed"]
}
