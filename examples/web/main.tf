variable "domain" {
  description = "The domain, which is delegated to Katapult's nameservers at its registrar."
  type        = string
  default     = "example.com"
}

variable "machines" {
  description = "The web servers, each with a package."
  type        = map(string)
  default = {
    app-1 = "rock-3"
    app-2 = "rock-3"
  }
}

variable "offices" {
  description = "The networks that administrators come from, by name."
  type        = map(string)
  default = {
    Bath    = "203.0.113.0/24"
    Bristol = "198.51.100.7"
  }
}

variable "hosts" {
  description = "The names in the domain that lead to the web site, besides the domain itself."
  type        = set(string)
  default     = ["www", "shop"]
}

# The machines: each has an address of the public network, and all have one tag, by which
# the firewall and the load balancer know them.

data "katapult_disk_template" "ubuntu" {
  permalink = "templates/ubuntu-22-04"
}

data "katapult_virtual_machine_package" "each" {
  for_each = toset(values(var.machines))

  permalink = each.value
}

data "katapult_data_center" "london" {
  permalink = "uk-lon-01"
}

data "katapult_network" "public" {
  permalink = "uk-lon-01-public"
}

resource "katapult_tag" "web" {
  name  = "app"
  color = "green"
}

resource "katapult_virtual_machine_group" "web" {
  name      = "app"
  segregate = true # one host's failure takes one of them
}

resource "katapult_ip" "each" {
  for_each = var.machines

  network_id = data.katapult_network.public.id
}

resource "katapult_virtual_machine" "each" {
  for_each = var.machines

  name           = each.key
  hostname       = each.key
  package        = data.katapult_virtual_machine_package.each[each.value].permalink
  disk_template  = data.katapult_disk_template.ubuntu.id
  group_id       = katapult_virtual_machine_group.web.id
  tags           = [katapult_tag.web.name]
  ip_address_ids = [katapult_ip.each[each.key].id]
}

# The firewall: web traffic from everywhere, SSH from the offices.

resource "katapult_address_list" "offices" {
  name = "offices"
}

resource "katapult_address_list_entries" "offices" {
  address_list_id = katapult_address_list.offices.id
  entries         = [for name, network in var.offices : { name = name, address = network }]
}

resource "katapult_security_group" "web" {
  name               = "web"
  allow_all_outbound = true
  associations       = [katapult_tag.web.id]

  inbound_rule {
    protocol = "tcp"
    ports    = "80,443"
    targets  = ["all:ipv4", "all:ipv6"]
    notes    = "The web site"
  }

  inbound_rule {
    protocol = "tcp"
    ports    = "22"
    targets  = [katapult_address_list.offices.id]
    notes    = "Administrators"
  }

  depends_on = [katapult_address_list_entries.offices]
}

# The domain, and the certificate for it and everything in it.

resource "katapult_dns_zone" "this" {
  name = var.domain
}

resource "katapult_dns_zone_verification" "this" {
  dns_zone_id = katapult_dns_zone.this.id

  timeouts {
    create = "2h"
  }
}

resource "katapult_dns_record" "authority" {
  dns_zone_id = katapult_dns_zone.this.id
  type        = "CAA"

  caa = {
    tag   = "issue"
    value = "letsencrypt.org"
  }
}

resource "katapult_lets_encrypt_certificate" "this" {
  name                 = katapult_dns_zone.this.name
  additional_names     = ["*.${katapult_dns_zone.this.name}"]
  authorization_method = "dns"

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [katapult_dns_zone_verification.this, katapult_dns_record.authority]
}

# The load balancer, which has the certificate and leads from HTTP to HTTPS.

resource "katapult_load_balancer" "web" {
  name           = "web"
  data_center_id = data.katapult_data_center.london.id
  tag_ids        = [katapult_tag.web.id]
  https_redirect = true
}

resource "katapult_load_balancer_rule" "https" {
  load_balancer_id    = katapult_load_balancer.web.id
  protocol            = "HTTPS"
  listen_port         = 443
  destination_port    = 80
  certificate_ids     = [katapult_lets_encrypt_certificate.this.id]
  check_enabled       = true
  check_path          = "/"
  check_http_statuses = "23"
}

resource "katapult_dns_record" "apex" {
  dns_zone_id = katapult_dns_zone.this.id
  type        = "A"
  value       = katapult_load_balancer.web.ip_address
}

resource "katapult_dns_record" "host" {
  for_each = var.hosts

  dns_zone_id = katapult_dns_zone.this.id
  name        = each.value
  type        = "CNAME"
  value       = katapult_dns_zone.this.name
}

output "addresses" {
  description = "Where the web site is, once its records are known everywhere."
  value       = [for name in concat([var.domain], [for host in var.hosts : "${host}.${var.domain}"]) : "https://${name}"]
}

output "nameservers" {
  description = "What the domain has to be delegated to at its registrar."
  value       = katapult_dns_zone.this.nameservers
}

output "load_balancer" {
  description = "The address of the load balancer, which the records lead to."
  value       = katapult_load_balancer.web.ip_address
}

output "certificate_expires_at" {
  description = "When the certificate expires. Katapult renews it before."
  value       = katapult_lets_encrypt_certificate.this.expires_at
}

output "machines" {
  description = "The web servers, and where administrators find them."
  value       = { for name, machine in katapult_virtual_machine.each : name => one(machine.ip_addresses) }
}
