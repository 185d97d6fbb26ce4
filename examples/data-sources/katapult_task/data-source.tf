variable "task_id" {
  description = "ID of a task, as an error names it."
  type        = string
  default     = "task_Wd5Rk8TqLx2NvB7m"
}

data "katapult_task" "failed" {
  id = var.task_id
}

output "task_status" {
  value = data.katapult_task.failed.status
}
