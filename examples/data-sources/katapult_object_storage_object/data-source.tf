data "katapult_object_storage_object" "report" {
  bucket = "acme-assets"
  region = "uk-lon-1"
  path   = "reports/2026.pdf"
}

output "report_size" {
  value = data.katapult_object_storage_object.report.size
}
