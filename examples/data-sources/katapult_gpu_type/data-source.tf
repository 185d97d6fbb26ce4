data "katapult_gpu_type" "inference" {
  permalink = "nvidia-l4"
}

output "inference_memory_in_gb" {
  value = data.katapult_gpu_type.inference.memory_in_gb
}
