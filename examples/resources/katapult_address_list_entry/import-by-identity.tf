import {
  to = katapult_address_list_entry.bath
  identity = {
    address_list_id = "adlst_Mx7Qd4TnKz2WvB9c"
    id              = "adlste_Jp5Rk8YsLf3HtN6b"
  }
}
