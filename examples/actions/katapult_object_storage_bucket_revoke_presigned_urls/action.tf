# terraform apply -invoke=action.katapult_object_storage_bucket_revoke_presigned_urls.assets
action "katapult_object_storage_bucket_revoke_presigned_urls" "assets" {
  config {
    bucket = "acme-assets"
    region = "uk-lon-1"
  }
}
