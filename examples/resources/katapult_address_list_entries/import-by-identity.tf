import {
  to = katapult_address_list_entries.offices
  identity = {
    address_list_id = "adlst_Mx7Qd4TnKz2WvB9c"
  }
}
