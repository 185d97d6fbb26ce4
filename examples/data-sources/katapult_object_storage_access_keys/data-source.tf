data "katapult_object_storage_access_keys" "london" {
  region = "uk-lon-1"
}

output "keys_that_read_everything" {
  value = [for key in data.katapult_object_storage_access_keys.london.access_keys : key.name if key.all_objects_read]
}
