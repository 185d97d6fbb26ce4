resource "katapult_tag" "web" {
  name  = "web"
  color = "green"
}

# Katapult chooses the colour.
resource "katapult_tag" "team" {
  for_each = toset(["payments", "search"])
  name     = "team-${each.key}"
}
