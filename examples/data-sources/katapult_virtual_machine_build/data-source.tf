data "katapult_virtual_machine_build" "web" {
  id = "vmbuild_aG5kT9wQz2LmXb7R"
}

output "build_state" {
  value = data.katapult_virtual_machine_build.web.state
}
