data "katapult_ssh_key" "deploy" {
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILoqo3PORZCrsyM4l760QcG9weZPrBCLYe9ElmlgEM5b deploy"
}

output "deploy_key_id" {
  value = data.katapult_ssh_key.deploy.id
}
