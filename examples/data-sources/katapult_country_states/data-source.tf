data "katapult_country_states" "united_states" {
  country = "US"
}

output "state_names" {
  value = data.katapult_country_states.united_states.country_states[*].name
}
