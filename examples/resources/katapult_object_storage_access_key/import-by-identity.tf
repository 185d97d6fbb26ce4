import {
  to = katapult_object_storage_access_key.backup
  identity = {
    id = "objkey_Vb4Tn8QwLx2ZkR6M"
  }
}
