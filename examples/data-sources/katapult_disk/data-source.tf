data "katapult_disk" "data" {
  name = "database-data"
}

output "data_disk" {
  value = {
    wwn    = data.katapult_disk.data.wwn
    server = data.katapult_disk.data.virtual_machine_fqdn
  }
}
