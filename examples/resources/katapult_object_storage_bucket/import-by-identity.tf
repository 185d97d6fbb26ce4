import {
  to = katapult_object_storage_bucket.assets
  identity = {
    name   = "acme-assets"
    region = "uk-lon-1"
  }
}
