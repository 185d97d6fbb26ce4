terraform {
  required_providers {
    katapult = {
      source = "terraform.local/katapult/katapult"
    }
  }
}

# The token and the organization come from the environment.
provider "katapult" {
  data_center = "uk-lon-01"
}
