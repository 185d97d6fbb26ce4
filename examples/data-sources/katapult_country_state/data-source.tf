data "katapult_country_state" "california" {
  country = "US"
  name    = "California"
}

output "state_code" {
  value = data.katapult_country_state.california.code
}
