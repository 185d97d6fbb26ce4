list "katapult_virtual_network" "london" {
  provider = katapult

  config {
    data_center = "uk-lon-01"
  }
}
