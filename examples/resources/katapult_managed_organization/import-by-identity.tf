import {
  to = katapult_managed_organization.shop
  identity = {
    id = "org_5WlKjiqOWp7dtUzl"
  }
}
