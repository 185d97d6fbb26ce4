# terraform apply -invoke=action.katapult_user_web_session_invalidate.mine
action "katapult_user_web_session_invalidate" "mine" {}
