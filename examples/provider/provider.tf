terraform {
  required_providers {
    katapult = {
      source = "terraform.local/katapult/katapult"
    }
  }
}

variable "katapult_api_key" {
  type      = string
  sensitive = true
}

provider "katapult" {
  api_key      = var.katapult_api_key
  organization = "acme"
  data_center  = "uk-lon-01"
}
