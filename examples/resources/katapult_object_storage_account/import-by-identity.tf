import {
  to = katapult_object_storage_account.london
  identity = {
    region = "uk-lon-1"
  }
}
