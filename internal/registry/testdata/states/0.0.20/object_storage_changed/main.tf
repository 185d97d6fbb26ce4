resource "katapult_object_storage_account" "a" {
  region         = "uk-lon-1"
  adopt_existing = true
}

resource "katapult_object_storage_access_key" "minimal" {
  name              = "changed"
  region            = katapult_object_storage_account.a.region
  all_objects_write = true
}

resource "katapult_object_storage_access_key" "full" {
  name       = "full"
  region     = katapult_object_storage_account.a.region
  depends_on = [katapult_object_storage_access_key.minimal]
}

resource "katapult_object_storage_bucket" "minimal" {
  name         = "acme-minimal"
  region       = katapult_object_storage_account.a.region
  label        = "Changed"
  read_key_ids = [katapult_object_storage_access_key.full.id]
  depends_on   = [katapult_object_storage_access_key.full]
}

resource "katapult_object_storage_bucket" "full" {
  name       = "acme-full"
  region     = katapult_object_storage_account.a.region
  depends_on = [katapult_object_storage_bucket.minimal]
}
