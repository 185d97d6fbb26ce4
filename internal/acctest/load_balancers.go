package acctest

import "maps"

// AddLoadBalancer creates a load balancer in uk-lon-01 outside Terraform and returns its
// ID. Properties are those of the API; the name defaults to "web".
func (w *World) AddLoadBalancer(properties map[string]any) string {
	w.t.Helper()
	all := map[string]any{"name": "web", "data_center": map[string]any{"permalink": "uk-lon-01"}}
	maps.Copy(all, properties)
	response := w.Do("POST", "/organizations/organization/load_balancers", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "properties": all,
	})
	balancer, _ := response["load_balancer"].(map[string]any)
	id, _ := balancer["id"].(string)
	return id
}

// AddLoadBalancerRule creates a rule outside Terraform and returns its ID. Properties are
// those of the API; the ports default to 80 and 8080.
func (w *World) AddLoadBalancerRule(balancerID string, properties map[string]any) string {
	w.t.Helper()
	all := map[string]any{"listen_port": 80, "destination_port": 8080, "protocol": "HTTP"}
	maps.Copy(all, properties)
	response := w.Do("POST", "/load_balancers/load_balancer/rules", map[string]any{
		"load_balancer": map[string]any{"id": balancerID}, "properties": all,
	})
	rule, _ := response["load_balancer_rule"].(map[string]any)
	id, _ := rule["id"].(string)
	return id
}
