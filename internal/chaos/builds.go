package chaos

import "fmt"

// Builds are machines that Terraform builds, and everything that it creates for them.
type Builds struct {
	// Servers have their addresses by ip_address_ids, and a disk each.
	Servers int
	// Recipients have a network interface that gets its address by an allocation.
	Recipients int
}

// Config returns a configuration and the number of objects it wants per description. Names
// begin with the prefix. Each shift changes every object in place; addresses, disks and
// allocations move on to the next machine. Each rebuild replaces the servers.
func (b Builds) Config(prefix string, l Layout) (config string, wanted map[string]int) {
	network := fmt.Sprintf("%s-%d", prefix, l.Shift)
	wanted = map[string]int{
		key("virtual_network", network): 1,
		key("ip_address", ""):           b.Servers + b.Recipients,
	}
	for i := range b.Servers {
		name := fmt.Sprintf("%s-%d", prefix, i)
		disk := fmt.Sprintf("%s-%d", prefix, (i+b.Servers-l.Shift%b.Servers)%b.Servers)
		wanted[key("tag", name)] = 1
		wanted[key("disk", name)] = 1
		wanted[key("virtual_machine", name)] = 1
		wanted[key("disk_backup_policy", name)] = 2 // of the machine and of the disk
		wanted[assignmentKey(name, disk)] = 1
		wanted[interfaceKey(name, publicNetwork)] = 1
		wanted[interfaceKey(name, network)] = 1
		wanted[allocationKey(name)] = 1
	}
	for i := range b.Recipients {
		name := fmt.Sprintf("%s-recipient-%d", prefix, i)
		wanted[key("virtual_machine", name)] = 1
		wanted[interfaceKey(name, publicNetwork)] = 1
		wanted[interfaceKey(name, network)] = 1
		wanted[allocationKey(name)] = 1
	}
	template := "ubuntu-18-04"
	if l.Rebuilt%2 == 1 {
		template = "ubuntu-20-04"
	}
	return fmt.Sprintf(`
locals {
  prefix     = %q
  shift      = %d
  template   = %q
  servers    = %d
  recipients = %d
}
`, prefix, l.Shift, template, b.Servers, b.Recipients) + built, wanted
}

// built is the configuration of all Builds. The host names of every second machine are made
// by the provider.
const built = `
resource "katapult_tag" "built" {
  count = local.servers
  name  = "${local.prefix}-${count.index}"
  color = element(["red", "teal", "orange"], local.shift)
}

resource "katapult_virtual_network" "built" {
  name           = "${local.prefix}-${local.shift}"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
}

resource "katapult_ip" "server" {
  count      = local.servers
  network_id = "netw_gVRkZdSKczfNg34P"
}

resource "katapult_ip" "recipient" {
  count      = local.recipients
  network_id = "netw_gVRkZdSKczfNg34P"
}

resource "katapult_virtual_machine" "server" {
  count               = local.servers
  name                = "${local.prefix}-${count.index}"
  hostname            = count.index % 2 == 0 ? "${local.prefix}-${count.index}" : null
  description         = "shift ${local.shift}"
  data_center         = "uk-lon-01"
  package             = element(["rock-1", "rock-3"], local.shift)
  allow_power_cycle   = true
  disk_template       = local.template
  ip_address_ids      = [katapult_ip.server[(count.index + local.shift) % local.servers].id]
  virtual_network_ids = [katapult_virtual_network.built.id]
  tags                = [katapult_tag.built[count.index].name]
}

resource "katapult_disk" "built" {
  count         = local.servers
  name          = "${local.prefix}-${count.index}"
  size_in_gb    = 10 + local.shift
  resize_method = "online"
  data_center   = "uk-lon-01"
}

resource "katapult_disk_assignment" "built" {
  count              = local.servers
  disk_id            = katapult_disk.built[count.index].id
  virtual_machine_id = katapult_virtual_machine.server[(count.index + local.shift) % local.servers].id
}

resource "katapult_disk_backup_policy" "machine" {
  count              = local.servers
  virtual_machine_id = katapult_virtual_machine.server[count.index].id
  retention          = 7 + local.shift
}

resource "katapult_disk_backup_policy" "disk" {
  count     = local.servers
  disk_id   = katapult_disk.built[count.index].id
  retention = 7 + local.shift
}

resource "katapult_virtual_machine" "recipient" {
  count               = local.recipients
  name                = "${local.prefix}-recipient-${count.index}"
  hostname            = "${local.prefix}-recipient-${count.index}"
  data_center         = "uk-lon-01"
  package             = "rock-1"
  disk_template       = "ubuntu-18-04"
  virtual_network_ids = [katapult_virtual_network.built.id]
}

resource "katapult_virtual_machine_network_interface" "recipient" {
  count                 = local.recipients
  virtual_machine_id    = katapult_virtual_machine.recipient[count.index].id
  network_id            = "netw_gVRkZdSKczfNg34P"
  network_speed_profile = "1gbps"
}

resource "katapult_ip_allocation" "recipient" {
  count                = local.recipients
  ip_address_id        = katapult_ip.recipient[(count.index + local.shift) % local.recipients].id
  network_interface_id = katapult_virtual_machine_network_interface.recipient[count.index].id
}
`
