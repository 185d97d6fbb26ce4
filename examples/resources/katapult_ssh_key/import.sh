terraform import katapult_ssh_key.alice key_Lw4Hd8TnRq2XsB6J

# Or by the fingerprint that Katapult has of the key:
terraform import katapult_ssh_key.alice 31:11:82:26:16:f6:98:f6:41:2a:f8:21:0e:de:81:56
