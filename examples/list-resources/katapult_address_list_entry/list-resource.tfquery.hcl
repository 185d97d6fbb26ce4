list "katapult_address_list_entry" "offices" {
  provider = katapult

  config {
    address_list_id = "adlst_Mx7Qd4TnKz2WvB9c"
  }
}
