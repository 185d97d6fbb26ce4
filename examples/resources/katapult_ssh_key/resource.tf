resource "katapult_ssh_key" "alice" {
  name       = "alice"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT alice@example.com"

  # There is always a key to log in with.
  lifecycle {
    create_before_destroy = true
  }
}

# The machine accepts the keys that exist when it is built.
resource "katapult_virtual_machine" "web" {
  data_center   = "uk-lon-01"
  package       = "rock-3"
  disk_template = "templates/ubuntu-22-04"

  depends_on = [katapult_ssh_key.alice]
}
