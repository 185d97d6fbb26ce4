data "katapult_object_storage_account" "london" {
  region = "uk-lon-1"
}

output "buckets" {
  value = data.katapult_object_storage_account.london.bucket_count
}
