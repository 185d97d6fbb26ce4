# terraform apply -invoke=action.katapult_trash_purge_all.all
action "katapult_trash_purge_all" "all" {
  config {
    confirm = "acme"
  }
}
