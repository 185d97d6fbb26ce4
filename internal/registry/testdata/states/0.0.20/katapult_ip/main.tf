resource "katapult_ip" "minimal" {}

resource "katapult_ip" "full" {
  network_id = data.katapult_network.public.id
  version    = 6
  vip        = true
  label      = "full"
}

data "katapult_network" "public" {
  permalink = "uk-lon-01-public"
}

resource "katapult_ip" "changed" {
  vip   = true
  label = "changed"
}

resource "katapult_ip" "cleared" {}
