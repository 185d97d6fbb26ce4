data "katapult_object_storage_bucket" "assets" {
  name   = "acme-assets"
  region = "uk-lon-1"
}

output "assets" {
  value = data.katapult_object_storage_bucket.assets.public_url
}
