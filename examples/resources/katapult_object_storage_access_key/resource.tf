resource "katapult_object_storage_account" "amsterdam" {
  region = "nl-ams-1"
}

resource "katapult_object_storage_access_key" "backup" {
  name             = "backup"
  region           = katapult_object_storage_account.amsterdam.region
  all_buckets_read = true

  # Another text makes new credentials, and buckets go on naming the key.
  credentials_version = "1"
}

output "backup_key" {
  value = {
    endpoint = katapult_object_storage_access_key.backup.endpoint_url
    id       = katapult_object_storage_access_key.backup.access_key_id
    secret   = katapult_object_storage_access_key.backup.secret_access_key
  }
  sensitive = true
}
