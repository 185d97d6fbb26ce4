list "katapult_virtual_machine" "london" {
  provider = katapult

  config {
    data_center = "uk-lon-01"
  }
}
