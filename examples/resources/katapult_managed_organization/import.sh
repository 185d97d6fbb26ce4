terraform import katapult_managed_organization.shop org_5WlKjiqOWp7dtUzl

# Or by its sub-domain:
terraform import katapult_managed_organization.shop acme-shop
