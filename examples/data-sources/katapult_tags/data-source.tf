data "katapult_tags" "teams" {
  name_prefix = "team-"
}

output "team_colors" {
  value = { for tag in data.katapult_tags.teams.tags : tag.name => tag.color... }
}
