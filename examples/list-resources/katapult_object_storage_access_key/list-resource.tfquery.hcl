list "katapult_object_storage_access_key" "london" {
  provider = katapult

  config {
    region = "uk-lon-1"
  }
}
