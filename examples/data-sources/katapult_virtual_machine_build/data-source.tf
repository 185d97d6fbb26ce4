data "katapult_virtual_machine_build" "web" {
  id = "vmbuild_aG5kT9wQz2LmXb7R"
}
