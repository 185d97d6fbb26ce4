resource "katapult_tag" "minimal" {
  name = "minimal"
}

resource "katapult_tag" "full" {
  name  = "full"
  color = "red"
}

resource "katapult_tag" "changed" {
  name  = "changed"
  color = "green"
}
