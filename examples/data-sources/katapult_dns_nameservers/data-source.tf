# Known before there is any zone.
data "katapult_dns_nameservers" "this" {}

output "nameservers" {
  value = data.katapult_dns_nameservers.this.nameservers
}
