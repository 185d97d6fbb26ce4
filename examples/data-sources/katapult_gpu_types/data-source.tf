data "katapult_gpu_types" "london" {
  data_center = "uk-lon-01"
}

output "gpus_in_london" {
  value = { for gpu in data.katapult_gpu_types.london.gpu_types : gpu.name => gpu.memory_in_gb }
}
