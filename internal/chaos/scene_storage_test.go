package chaos_test

// storing is one of each object that keeps data or keys, in a form that can be changed, and in
// an order that is the same in every run. What cannot be changed is replaced.
const storing = `
variable "changed" {
  default = false
}

resource "katapult_object_storage_account" "built" {
  region         = "uk-lon-1"
  adopt_existing = true
}

resource "katapult_object_storage_access_key" "built" {
  name                = var.changed ? "after" : "before"
  region              = katapult_object_storage_account.built.region
  credentials_version = var.changed ? "2" : "1"
}

resource "katapult_object_storage_bucket" "built" {
  name         = "built"
  region       = katapult_object_storage_account.built.region
  label        = var.changed ? "after" : "before"
  read_key_ids = [katapult_object_storage_access_key.built.id]
}

resource "katapult_file_storage_volume" "built" {
  name         = var.changed ? "after" : "before"
  data_center  = "uk-lon-01"
  associations = var.changed ? [] : ["MACHINE"]
  depends_on   = [katapult_object_storage_bucket.built]
}

resource "katapult_self_signed_certificate" "built" {
  name       = "${var.changed ? "after" : "before"}.example"
  depends_on = [katapult_file_storage_volume.built]
}

resource "katapult_custom_certificate" "built" {
  certificate = ISSUED
  private_key = KEY
  chain       = var.changed ? ISSUED : null
  depends_on  = [katapult_self_signed_certificate.built]
}

resource "katapult_managed_organization" "built" {
  name                = var.changed ? "after" : "before"
  sub_domain          = "built"
  deletion_protection = false
  depends_on          = [katapult_custom_certificate.built]
}
`

// storageDiffer are the creations, and the deletions of what goes to the trash. What else
// changes something is one request for one object.
var storageDiffer = []string{
	"POST /organizations/organization/object_storage/object_storage_cluster",
	"DELETE /organizations/organization/object_storage/object_storage_cluster",
	"POST /organizations/organization/object_storage/object_storage_cluster/access_keys",
	"POST /object_storage/access_keys/access_key/generate_credentials",
	"POST /organizations/organization/object_storage/object_storage_cluster/buckets",
	"POST /organizations/organization/file_storage_volumes", "DELETE /file_storage_volumes/file_storage_volume",
	"POST /organizations/organization/certificates",
	"POST /organizations/organization/managed",
}

// storageAfter are the objects of storing, before or after its change.
func storageAfter(_ scene, name string) map[string]int {
	return map[string]int{
		"object_storage_account uk-lon-1":   1,
		"object_storage_access_key " + name: 1,
		"object_storage_bucket built":       1,
		"file_storage_volume " + name:       1,
		"certificate " + name + ".example":  1,
		"certificate custom.example":        1,
		"organization " + name:              1,
	}
}
