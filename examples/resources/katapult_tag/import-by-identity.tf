import {
  to = katapult_tag.web
  identity = {
    id = "tag_Hs7Kd3QvYm9TxB4w"
  }
}
