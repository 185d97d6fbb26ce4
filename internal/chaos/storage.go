package chaos

import "fmt"

// Storage is what keeps data and keys: file storage volumes, object storage and certificates,
// and organizations that another one manages.
type Storage struct {
	// Count is how many there are of each kind, of which each stack has several.
	Count int
	// Region is where the object storage is. An account of it is one of the objects, unless
	// it Exists and others may use it.
	Region string
	Exists bool
	// Certificate and Key are in PEM format, and Name is that of the certificate.
	Certificate, Key, Name string
}

// Config returns a configuration and the number of objects it wants per description. Names
// begin with the prefix, and the machines are those that mount volumes. Each shift changes
// every object in place or replaces it. Names that no other object may have stay.
func (s Storage) Config(prefix string, machines []string, l Layout) (config string, wanted map[string]int) {
	wanted = map[string]int{key("certificate", s.Name): 1}
	if !s.Exists {
		wanted[key("object_storage_account", s.Region)] = 1
	}
	for i := range s.Count {
		name := fmt.Sprintf("%s-%d", prefix, i)
		for _, description := range []string{
			key("file_storage_volume", name), key("object_storage_access_key", name), key("object_storage_bucket", name),
			key("certificate", fmt.Sprintf("%d.%s.example", l.Shift, name)), key("organization", fmt.Sprintf("%s-%d", name, l.Shift)),
		} {
			wanted[description]++
		}
	}
	locals := fmt.Sprintf(`
locals {
  storage = {
    count       = %d
    prefix      = %q
    shift       = %d
    region      = %q
    accounts    = %d
    machines    = %s
    certificate = %q
    key         = %q
  }
}
`, s.Count, prefix, l.Shift, s.Region, wanted[key("object_storage_account", s.Region)], hclList(machines), s.Certificate, s.Key)
	return locals + l.write("storage", stored), wanted
}

// stored is the configuration of all Storage. Words in capitals depend on the layout. The
// account has the same key under each address.
const stored = `
resource "katapult_object_storage_account" "NAME" {
  count          = local.storage.accounts
  region         = local.storage.region
  adopt_existing = true
}

resource "katapult_object_storage_access_key" "NAME" {
  REPEAT
  name                = "${local.storage.prefix}-${INDEX}"
  region              = try(katapult_object_storage_account.NAME[0].region, local.storage.region)
  all_buckets_read    = local.storage.shift % 2 == 1
  credentials_version = local.storage.shift
}

resource "katapult_object_storage_bucket" "NAME" {
  REPEAT
  name         = "${local.storage.prefix}-${INDEX}"
  region       = try(katapult_object_storage_account.NAME[0].region, local.storage.region)
  label        = "shift ${local.storage.shift}"
  read_key_ids = [katapult_object_storage_access_key.NAME[PARENT].id]
}

resource "katapult_file_storage_volume" "NAME" {
  REPEAT
  name         = "${local.storage.prefix}-${INDEX}"
  data_center  = "uk-lon-01"
  associations = [local.storage.machines[(PARENT) % length(local.storage.machines)]]
  annotations  = { shift = local.storage.shift }
}

resource "katapult_self_signed_certificate" "NAME" {
  REPEAT
  name = "${local.storage.shift}.${local.storage.prefix}-${INDEX}.example"
}

resource "katapult_custom_certificate" "NAME" {
  certificate = local.storage.certificate
  private_key = local.storage.key
  chain       = local.storage.shift % 2 == 1 ? local.storage.certificate : null
}

resource "katapult_managed_organization" "NAME" {
  REPEAT
  name                   = "${local.storage.prefix}-${INDEX}-${local.storage.shift}"
  sub_domain             = "${local.storage.prefix}-${INDEX}"
  deletion_protection    = false
  purge_trash_on_destroy = local.storage.shift % 2 == 1
}
`
