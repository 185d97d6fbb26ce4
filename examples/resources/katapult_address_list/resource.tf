resource "katapult_address_list" "offices" {
  name = "offices"
}
