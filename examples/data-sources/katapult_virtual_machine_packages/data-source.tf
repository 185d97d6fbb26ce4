data "katapult_virtual_machine_packages" "all" {}

# Packages that share their cores and have 3 GB of memory or more.
output "shared_packages" {
  value = [
    for package in data.katapult_virtual_machine_packages.all.packages : package.permalink
    if !package.use_dedicated_cpus && package.memory_in_gb >= 3
  ]
}
