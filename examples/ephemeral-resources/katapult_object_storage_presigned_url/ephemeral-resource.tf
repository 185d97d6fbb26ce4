ephemeral "katapult_object_storage_presigned_url" "report" {
  bucket         = "acme-assets"
  region         = "uk-lon-1"
  path           = "reports/2026.pdf"
  expiry_seconds = 600
}
