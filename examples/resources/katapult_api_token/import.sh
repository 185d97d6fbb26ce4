terraform import katapult_api_token.monitoring tok_Gd6Yw3KvNz9RbT4X

# Or by its name:
terraform import katapult_api_token.monitoring monitoring
