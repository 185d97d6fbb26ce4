data "katapult_virtual_machine_package" "small" {
  permalink = "rock-3"
}

output "small_package_memory_in_gb" {
  value = data.katapult_virtual_machine_package.small.memory_in_gb
}
