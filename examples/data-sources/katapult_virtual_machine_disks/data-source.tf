data "katapult_virtual_machine_disks" "web" {
  virtual_machine_fqdn = "web-1.acme.katapult.cloud"
}

output "web_boot_disk" {
  value = one([for disk in data.katapult_virtual_machine_disks.web.disks : disk.id if disk.boot])
}
