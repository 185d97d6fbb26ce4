list "katapult_address_list" "offices" {
  provider = katapult

  config {
    name_prefix = "office"
  }
}
