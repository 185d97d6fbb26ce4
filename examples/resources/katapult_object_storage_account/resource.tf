resource "katapult_object_storage_account" "amsterdam" {
  region = "nl-ams-1"
}
