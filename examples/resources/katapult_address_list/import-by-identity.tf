import {
  to = katapult_address_list.offices
  identity = {
    id = "adlst_Mx7Qd4TnKz2WvB9c"
  }
}
