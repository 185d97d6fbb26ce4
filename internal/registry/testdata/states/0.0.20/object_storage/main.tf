resource "katapult_object_storage_account" "a" {
  region = "uk-lon-1"
}

resource "katapult_object_storage_access_key" "minimal" {
  name   = "minimal"
  region = katapult_object_storage_account.a.region
}

resource "katapult_object_storage_access_key" "full" {
  name              = "full"
  region            = katapult_object_storage_account.a.region
  all_buckets_read  = true
  all_objects_read  = true
  all_objects_write = false
  depends_on        = [katapult_object_storage_access_key.minimal]
}

resource "katapult_object_storage_bucket" "minimal" {
  name       = "acme-minimal"
  region     = katapult_object_storage_account.a.region
  depends_on = [katapult_object_storage_access_key.full]
}

resource "katapult_object_storage_bucket" "full" {
  name              = "acme-full"
  region            = katapult_object_storage_account.a.region
  label             = "Full"
  public_read       = true
  public_list       = true
  all_keys_read     = true
  all_keys_write    = true
  read_key_ids      = [katapult_object_storage_access_key.minimal.id]
  write_key_ids     = [katapult_object_storage_access_key.minimal.id, katapult_object_storage_access_key.full.id]
  serve_static_site = true
  static_site_index = "index.html"
  static_site_error = "error.html"
  depends_on        = [katapult_object_storage_bucket.minimal]
}

data "katapult_object_storage_account" "a" {
  region = katapult_object_storage_account.a.region
}

data "katapult_object_storage_bucket" "full" {
  name   = katapult_object_storage_bucket.full.name
  region = "uk-lon-1"
}
