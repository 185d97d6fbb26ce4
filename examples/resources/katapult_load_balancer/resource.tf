data "katapult_data_center" "london" {
  permalink = "uk-lon-01"
}

resource "katapult_tag" "shop" {
  name = "shop"
}

# Machines that get the tag are behind the load balancer from then on.
resource "katapult_load_balancer" "shop" {
  name           = "shop"
  data_center_id = data.katapult_data_center.london.id
  tag_ids        = [katapult_tag.shop.id]
  https_redirect = true
}

data "katapult_virtual_machine" "database" {
  fqdn = "database.acme.katapult.cloud"
}

data "katapult_virtual_machine" "web" {
  fqdn = "web-1.acme.katapult.cloud"
}

# Here the machines are named, and one of them gets half the connections of the other.
resource "katapult_load_balancer" "weighted" {
  name                = "weighted"
  data_center_id      = data.katapult_data_center.london.id
  virtual_machine_ids = [data.katapult_virtual_machine.database.id, data.katapult_virtual_machine.web.id]
  enable_weighting    = true
  weights = {
    (data.katapult_virtual_machine.database.id) = 64
  }
}
