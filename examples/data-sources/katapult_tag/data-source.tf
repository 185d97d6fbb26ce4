data "katapult_tag" "web" {
  name = "web"
}

output "web_tag_id" {
  value = data.katapult_tag.web.id
}
