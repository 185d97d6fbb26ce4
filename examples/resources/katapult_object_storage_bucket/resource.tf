resource "katapult_object_storage_account" "london" {
  region = "uk-lon-1"
}

resource "katapult_object_storage_access_key" "backup" {
  name   = "backup"
  region = katapult_object_storage_account.london.region
}

resource "katapult_object_storage_bucket" "assets" {
  name          = "acme-assets"
  region        = katapult_object_storage_account.london.region
  label         = "Assets"
  read_key_ids  = [katapult_object_storage_access_key.backup.id]
  write_key_ids = [katapult_object_storage_access_key.backup.id]
}

# A website.
resource "katapult_object_storage_bucket" "website" {
  name              = "acme-website"
  region            = katapult_object_storage_account.london.region
  public_read       = true
  public_list       = true
  serve_static_site = true
  static_site_index = "index.html"
  static_site_error = "error.html" # as in 404error.html
}
