list "katapult_file_storage_volume" "media" {
  provider = katapult

  config {
    name_prefix = "me"
  }
}
