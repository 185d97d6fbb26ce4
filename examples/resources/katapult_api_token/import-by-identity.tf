import {
  to = katapult_api_token.monitoring
  identity = {
    id = "tok_Gd6Yw3KvNz9RbT4X"
  }
}
