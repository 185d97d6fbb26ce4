import {
  to = katapult_file_storage_volume.uploads
  identity = {
    id = "fsv_Rk6Wd2QnTz9LbX4M"
  }
}
