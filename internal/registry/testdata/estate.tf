# An estate with objects of every kind that the API lists.

data "katapult_network" "public" {
  data_center = "uk-lon-01"
}

resource "katapult_virtual_machine_group" "all" {
  count = 10
  name  = "group-${count.index}"
}

resource "katapult_tag" "all" {
  count = 10
  name  = "tag-${count.index}"
}

resource "katapult_virtual_network" "all" {
  count          = 5
  name           = "network-${count.index}"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
}

resource "katapult_ip" "all" {
  count      = 30
  network_id = data.katapult_network.public.id
}

resource "katapult_virtual_machine" "all" {
  count               = 20
  hostname            = "machine-${count.index}"
  description         = count.index % 2 == 0 ? "Machine ${count.index}" : null
  data_center         = "uk-lon-01"
  package             = element(["rock-1", "rock-3"], count.index)
  disk_template       = "ubuntu-22-04"
  ip_address_ids      = [katapult_ip.all[count.index].id]
  virtual_network_ids = count.index < 5 ? [katapult_virtual_network.all[count.index].id] : []
  group_id            = katapult_virtual_machine_group.all[count.index % 10].id
  tags                = count.index < 10 ? [katapult_tag.all[count.index].name] : []
}

resource "katapult_disk" "all" {
  count       = 25
  name        = "disk-${count.index}"
  size_in_gb  = 10
  data_center = "uk-lon-01"
}

resource "katapult_disk_assignment" "all" {
  count              = 20
  disk_id            = katapult_disk.all[count.index].id
  virtual_machine_id = katapult_virtual_machine.all[count.index].id
}

resource "katapult_disk_backup_policy" "all" {
  count              = 10
  virtual_machine_id = katapult_virtual_machine.all[count.index].id
  retention          = 7
}

resource "katapult_security_group" "all" {
  count        = 10
  name         = "security-group-${count.index}"
  associations = [katapult_virtual_machine_group.all[count.index].id]

  inbound_rules = [
    { protocol = "TCP", ports = "22", targets = ["192.0.2.0/24"], notes = "SSH" },
    { protocol = "TCP", ports = "80,443", targets = ["all:ipv4", "all:ipv6"] },
    { protocol = "ICMP", targets = ["all:ipv4"] },
  ]
}

resource "katapult_load_balancer" "all" {
  count          = 5
  name           = "balancer-${count.index}"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
  tag_ids        = [katapult_tag.all[count.index].id]
  https_redirect = count.index % 2 == 0
}

resource "katapult_load_balancer_rule" "all" {
  count            = 10
  load_balancer_id = katapult_load_balancer.all[count.index % 5].id
  protocol         = "HTTP"
  listen_port      = 8080 + count.index
  destination_port = 80
}

resource "katapult_address_list" "all" {
  count = 5
  name  = "list-${count.index}"
}

resource "katapult_address_list_entry" "all" {
  count           = 40
  address_list_id = katapult_address_list.all[count.index % 5].id
  address         = "192.0.2.${count.index}"
  name            = count.index % 2 == 0 ? "entry-${count.index}" : null
}

resource "katapult_dns_zone" "all" {
  count = 5
  name  = "example-${count.index}.com"
}

resource "katapult_dns_record" "all" {
  count       = 45
  dns_zone_id = katapult_dns_zone.all[count.index % 5].id
  name        = "host-${count.index}"
  type        = "A"
  value       = "198.51.100.${count.index}"
}

resource "katapult_dns_record" "text" {
  count       = 5
  dns_zone_id = katapult_dns_zone.all[count.index].id
  type        = "TXT"
  value       = "v=spf1 \"quoted\" -all"
}

resource "katapult_ssh_key" "all" {
  count = 3
  name  = "key-${count.index}"
  public_key = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT a@example.com",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEbFmWGoGPUwEpVJSHiwyVrCOLBdQs1kX+H3cUuZqBgZ",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJd3oUEv4DO5m3nEXYx1NEGfBY3yNmyDgJZ5zJPxXW6Z c@example.com",
  ][count.index]
}

resource "katapult_api_token" "all" {
  count  = 3
  name   = "token-${count.index}"
  scopes = ["virtual_machines:read"]
}

resource "katapult_self_signed_certificate" "all" {
  count            = 2
  name             = "internal-${count.index}.example.com"
  additional_names = count.index == 0 ? [] : ["*.internal.example.com"]
}

resource "katapult_dns_zone_verification" "all" {
  dns_zone_id = katapult_dns_zone.all[0].id
}

resource "katapult_lets_encrypt_certificate" "all" {
  name                 = katapult_dns_zone.all[0].name
  additional_names     = ["*.${katapult_dns_zone.all[0].name}"]
  authorization_method = "dns"
  depends_on           = [katapult_dns_zone_verification.all]
}

resource "katapult_file_storage_volume" "all" {
  count        = 4
  name         = "volume-${count.index}"
  data_center  = "uk-lon-01"
  associations = count.index % 2 == 0 ? [katapult_virtual_machine.all[count.index].id] : []
}

resource "katapult_managed_organization" "all" {
  count               = 2
  name                = "Managed ${count.index}"
  sub_domain          = "acme-${count.index}"
  deletion_protection = false
}

resource "katapult_object_storage_account" "all" {
  region = "uk-lon-1"
}

resource "katapult_object_storage_access_key" "all" {
  count            = 3
  name             = "key-${count.index}"
  region           = katapult_object_storage_account.all.region
  all_objects_read = count.index == 0
}
