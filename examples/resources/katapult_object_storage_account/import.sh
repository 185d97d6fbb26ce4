terraform import katapult_object_storage_account.london uk-lon-1
