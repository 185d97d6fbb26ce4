resource "katapult_managed_organization" "customer" {
  name       = "Customer"
  sub_domain = "acme-customer"

  annotations = {
    contract = "2026-17"
  }

  # For an organization that is to be destroyed some day, along with what is in its trash.
  # Apply these before the destroy.
  deletion_protection    = false
  purge_trash_on_destroy = true
}
