resource "katapult_object_storage_account" "amsterdam" {
  region = "nl-ams-1"
}

resource "katapult_object_storage_access_key" "backup" {
  name   = "backup"
  region = katapult_object_storage_account.amsterdam.region
}

resource "katapult_object_storage_bucket" "media" {
  name          = "acme-media"
  region        = katapult_object_storage_account.amsterdam.region
  label         = "Media"
  read_key_ids  = [katapult_object_storage_access_key.backup.id]
  write_key_ids = [katapult_object_storage_access_key.backup.id]
}

# A website.
resource "katapult_object_storage_bucket" "website" {
  name              = "acme-website"
  region            = katapult_object_storage_account.amsterdam.region
  public_read       = true
  public_list       = true
  serve_static_site = true
  static_site_index = "index.html"
  static_site_error = "error.html" # as in 404error.html
}
