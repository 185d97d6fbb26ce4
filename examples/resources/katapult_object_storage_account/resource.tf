resource "katapult_object_storage_account" "london" {
  region = "uk-lon-1"
}
