resource "katapult_tag" "changed" {
  name  = "first"
  color = "red"
}
