terraform import katapult_object_storage_bucket.assets acme-assets/uk-lon-1
