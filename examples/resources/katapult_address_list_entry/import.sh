# The ID of the list and the ID of the entry. The entry's ID alone takes one request for each list more.
terraform import katapult_address_list_entry.bath adlst_Mx7Qd4TnKz2WvB9c/adlste_Jp5Rk8YsLf3HtN6b
