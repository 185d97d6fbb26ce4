resource "katapult_dns_zone" "example" {
  name = "example.com"
}

# The zone itself: example.com
resource "katapult_dns_record" "apex" {
  for_each    = toset(["203.0.113.7", "203.0.113.8"])
  dns_zone_id = katapult_dns_zone.example.id
  type        = "A"
  value       = each.value
}

resource "katapult_dns_record" "www" {
  dns_zone_id = katapult_dns_zone.example.id
  name        = "www"
  type        = "CNAME"
  value       = "lb.example.net"
  ttl         = 300
}

resource "katapult_dns_record" "mail" {
  dns_zone_id = katapult_dns_zone.example.id
  type        = "MX"
  priority    = 10
  value       = "mail.example.net"
}

resource "katapult_dns_record" "spf" {
  dns_zone_id = katapult_dns_zone.example.id
  type        = "TXT"
  value       = "v=spf1 mx -all"
}

resource "katapult_dns_record" "sip" {
  dns_zone_id = katapult_dns_zone.example.id
  name        = "_sip._udp"
  type        = "SRV"
  priority    = 10

  srv = {
    weight = 5
    port   = 5060
    target = "sip.example.net"
  }
}

resource "katapult_dns_record" "certificates" {
  dns_zone_id = katapult_dns_zone.example.id
  type        = "CAA"

  caa = {
    tag   = "issue"
    value = "letsencrypt.org"
  }
}

resource "katapult_dns_record" "old_shop" {
  dns_zone_id = katapult_dns_zone.example.id
  name        = "shop"
  type        = "HTTPRedirect"

  http_redirect = {
    url = "https://www.example.com/shop"
  }
}
