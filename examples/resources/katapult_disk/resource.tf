resource "katapult_disk" "data" {
  name                = "web-data"
  size_in_gb          = 50
  initial_file_system = "ext4"
  data_center         = "uk-lon-01"

  # It can grow while the machine that has it runs.
  resize_method = "online"
}

data "katapult_virtual_machine" "web" {
  name = "web-1"
}

resource "katapult_disk_assignment" "data" {
  virtual_machine_id = data.katapult_virtual_machine.web.id
  disk_id            = katapult_disk.data.id
}
