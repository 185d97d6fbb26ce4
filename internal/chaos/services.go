package chaos

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// Services are what stands around machines: security groups, load balancers, address lists,
// DNS and keys. It is how many there are of each kind, whose parts are that many, too.
type Services int

// Config returns a configuration and the number of objects it wants per description. Names
// begin with the prefix, and the machines are those behind load balancers. Each shift changes
// every object in place or replaces it, and each part moves on to the next parent: rules,
// records and entries, and the reverse names of addresses.
func (n Services) Config(prefix string, machines []string, l Layout) (config string, wanted map[string]int) {
	wanted = map[string]int{key("ip_address", ""): int(n)}
	for i := range int(n) {
		parent := (i + l.Shift) % int(n)
		for _, description := range []string{
			key("address_list", fmt.Sprintf("%s-%d-%d", prefix, i, l.Shift)),
			entryKey(fmt.Sprintf("%s-%d-%d", prefix, parent, l.Shift), fmt.Sprintf("192.0.2.%d", i+1)),
			key("address_list", fmt.Sprintf("%s-whole-%d", prefix, i)),
			entryKey(fmt.Sprintf("%s-whole-%d", prefix, parent), fmt.Sprintf("198.51.100.%d", i+1)),
			entryKey(fmt.Sprintf("%s-whole-%d", prefix, parent), fmt.Sprintf("203.0.113.%d/32", l.Shift+1)),
			key("security_group", fmt.Sprintf("%s-%d", prefix, i)),
			key("security_group_rule", fmt.Sprintf("22 of %s-%d", prefix, i)),
			key("security_group_rule", fmt.Sprintf("%d of %s-%d", 8000+l.Shift, prefix, i)),
			key("security_group", fmt.Sprintf("%s-open-%d", prefix, i)),
			key("security_group_rule", fmt.Sprintf("%d of %s-open-%d", 100+i, prefix, parent)),
			key("load_balancer", fmt.Sprintf("%s-%d", prefix, i)),
			key("load_balancer_rule", fmt.Sprintf("%d of %s-%d", 100+i, prefix, parent)),
			key("dns_zone", fmt.Sprintf("%s-%d.example", prefix, i)),
			key("dns_record", fmt.Sprintf("www-%d.%s-%d.example A 203.0.113.%d", i, prefix, parent, l.Shift+1)),
			key("ssh_key", fmt.Sprintf("%s-%d-%d", prefix, i, l.Shift)),
			key("api_token", fmt.Sprintf("%s-%d-%d", prefix, i, l.Shift)),
			reverseKey(fmt.Sprintf("%s-%d%s", prefix, i, chosenDomain)),
		} {
			wanted[description]++
		}
	}
	locals := fmt.Sprintf(`
locals {
  service = {
    count    = %d
    prefix   = %q
    shift    = %d
    machines = %s
    keys     = %s
  }
}
`, n, prefix, l.Shift, hclList(machines), hclList(n.publicKeys(prefix)))
	return locals + l.write("service", served), wanted
}

// write fills in what depends on the layout: the words NAME, REPEAT, INDEX and PARENT, which is
// the index of the next parent. The local value of a name has the count and the shift.
func (l Layout) write(local, resources string) string {
	name, index, repeat := local, "count.index", "count = local.%[1]s.count"
	if l.Renamed {
		name, index, repeat = "renamed", "tonumber(each.key)", "for_each = toset([for i in range(local.%[1]s.count) : tostring(i)])"
	}
	return strings.NewReplacer(
		"NAME", name, "INDEX", index, "REPEAT", fmt.Sprintf(repeat, local),
		"PARENT", fmt.Sprintf("(%[2]s + local.%[1]s.shift) %% local.%[1]s.count", local, index),
	).Replace(resources)
}

// publicKeys are SSH keys that nobody has the other half of.
func (n Services) publicKeys(prefix string) []string {
	keys := make([]string, n)
	for i := range keys {
		const begin = "\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"
		point := sha256.Sum256(fmt.Appendf(nil, "%s %d", prefix, i))
		keys[i] = "ssh-ed25519 " + base64.StdEncoding.EncodeToString(append([]byte(begin), point[:]...))
	}
	return keys
}

// served is the configuration of all Services. Words in capitals depend on the layout.
const served = `
resource "katapult_address_list" "NAME" {
  REPEAT
  name = "${local.service.prefix}-${INDEX}-${local.service.shift}"
}

resource "katapult_address_list_entry" "NAME" {
  REPEAT
  address_list_id = katapult_address_list.NAME[PARENT].id
  address         = "192.0.2.${INDEX + 1}"
  name            = "shift ${local.service.shift}"
}

resource "katapult_address_list" "NAME_whole" {
  REPEAT
  name = "${local.service.prefix}-whole-${INDEX}"
}

resource "katapult_address_list_entries" "NAME" {
  REPEAT
  address_list_id = katapult_address_list.NAME_whole[PARENT].id
  entries = [
    { address = "198.51.100.${INDEX + 1}", name = "shift ${local.service.shift}" },
    { address = "203.0.113.${local.service.shift + 1}/32" },
  ]
}

resource "katapult_security_group" "NAME" {
  REPEAT
  name               = "${local.service.prefix}-${INDEX}"
  associations       = [local.service.machines[(PARENT) % length(local.service.machines)]]
  allow_all_outbound = true
  inbound_rules = [
    { protocol = "tcp", ports = "22", targets = [katapult_address_list.NAME[PARENT].id], notes = "shift ${local.service.shift}" },
    { protocol = "tcp", ports = "${8000 + local.service.shift}", targets = ["all:ipv4"] },
  ]
}

resource "katapult_security_group" "NAME_open" {
  REPEAT
  name           = "${local.service.prefix}-open-${INDEX}"
  external_rules = true
}

resource "katapult_security_group_rule" "NAME" {
  REPEAT
  security_group_id = katapult_security_group.NAME_open[PARENT].id
  direction         = "inbound"
  protocol          = "TCP"
  ports             = "${100 + INDEX}"
  targets           = ["all:ipv4"]
  notes             = "shift ${local.service.shift}"
}

resource "katapult_load_balancer" "NAME" {
  REPEAT
  name                = "${local.service.prefix}-${INDEX}"
  data_center_id      = "loc_UUhPmoCbpic6UX0Y"
  virtual_machine_ids = [local.service.machines[(PARENT) % length(local.service.machines)]]
}

resource "katapult_load_balancer_rule" "NAME" {
  REPEAT
  load_balancer_id = katapult_load_balancer.NAME[PARENT].id
  listen_port      = 100 + INDEX
  destination_port = 8000 + local.service.shift
  protocol         = "HTTP"
}

resource "katapult_dns_zone" "NAME" {
  REPEAT
  name        = "${local.service.prefix}-${INDEX}.example"
  default_ttl = 600 + local.service.shift
}

resource "katapult_dns_record" "NAME" {
  REPEAT
  dns_zone_id = katapult_dns_zone.NAME[PARENT].id
  name        = "www-${INDEX}"
  type        = "A"
  value       = "203.0.113.${local.service.shift + 1}"
}

resource "katapult_ssh_key" "NAME" {
  REPEAT
  name       = "${local.service.prefix}-${INDEX}-${local.service.shift}"
  public_key = local.service.keys[INDEX]
}

resource "katapult_api_token" "NAME" {
  REPEAT
  name           = "${local.service.prefix}-${INDEX}-${local.service.shift}"
  scopes         = ["tags:read"]
  secret_version = local.service.shift
}

resource "katapult_ip" "NAME_named" {
  REPEAT
  network_id = "netw_gVRkZdSKczfNg34P"
}

resource "katapult_ip_reverse_dns" "NAME" {
  REPEAT
  ip_address_id = katapult_ip.NAME_named[PARENT].id
  reverse_dns   = "${local.service.prefix}-${INDEX}.chaos.example"
}
`
