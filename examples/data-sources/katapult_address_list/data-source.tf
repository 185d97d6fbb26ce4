data "katapult_address_list" "cloudflare" {
  name = "Cloudflare"
}

output "cloudflare_networks" {
  value = data.katapult_address_list.cloudflare.entries[*].address
}
