data "katapult_network" "public" {
  data_center = "uk-lon-01"
}

resource "katapult_ip" "web" {
  network_id = data.katapult_network.public.id
}

resource "katapult_ip" "web_v6" {
  network_id = data.katapult_network.public.id
  version    = 6
}

# One that can move between virtual machines.
resource "katapult_ip" "database" {
  network_id = data.katapult_network.public.id
  vip        = true
  label      = "database"
}
