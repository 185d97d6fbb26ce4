package katapult_test

import (
	"fmt"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createBalancer     = "POST /organizations/organization/load_balancers"
	listBalancers      = "GET /organizations/organization/load_balancers"
	getBalancer        = "GET /load_balancers/load_balancer"
	updateBalancer     = "PATCH /load_balancers/load_balancer"
	deleteBalancer     = "DELETE /load_balancers/load_balancer"
	createBalancerRule = "POST /load_balancers/load_balancer/rules"
	listBalancerRules  = "GET /load_balancers/load_balancer/rules"
	getBalancerRule    = "GET /load_balancers/rules/load_balancer_rule"
	updateBalancerRule = "PATCH /load_balancers/rules/load_balancer_rule"
	deleteBalancerRule = "DELETE /load_balancers/rules/load_balancer_rule"
)

// newBalancer creates a load balancer over the API, and returns a lookup of it.
func (c *cloud) newBalancer(properties object) (lookup object) {
	c.t.Helper()
	all := object{"name": "web", "data_center": object{"permalink": "uk-lon-01"}}
	for name, value := range properties {
		all[name] = value
	}
	return object{"load_balancer": id(c.ok(createBalancer, object{"organization": acme, "properties": all}).text("load_balancer", "id"))}
}

// newRule creates a rule over the API, and returns a lookup of it.
func (c *cloud) newRule(balancer object, port int) (lookup object) {
	c.t.Helper()
	made := c.ok(createBalancerRule, object{"load_balancer": balancer["load_balancer"], "properties": object{"listen_port": port, "destination_port": 8080, "protocol": "HTTP"}})
	return object{"load_balancer_rule": id(made.text("load_balancer_rule", "id"))}
}

// weights are those of a load balancer, by machine.
func (c *cloud) weights(balancer object) string {
	c.t.Helper()
	all := map[string]any{}
	for _, pair := range c.ok(getBalancer, balancer).list("load_balancer", "weights") {
		pair, _ := pair.(object)
		all[fmt.Sprint(pair["virtual_machine_id"])] = pair["weight"]
	}
	return fmt.Sprint(all)
}

func TestWeightsAreOfAllMachinesBehindALoadBalancer(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.newGroup()
	tag := c.newTag(object{"name": "web"}).text("tag", "id")
	inGroup, tagged := c.AddVirtualMachine(katapult.VM{Name: "a", Group: group}), c.AddVirtualMachine(katapult.VM{Name: "b", TagNames: []string{"web"}})
	c.AddVirtualMachine(katapult.VM{Name: "c"})
	balancer := c.newBalancer(nil)
	change := func(properties object) {
		c.ok(updateBalancer, object{"load_balancer": balancer["load_balancer"], "properties": properties})
	}
	equal(t, "of none", c.weights(balancer), "map[]")
	change(object{"resource_type": "virtual_machine_groups", "resource_ids": []string{group}})
	equal(t, "of a group", c.weights(balancer), fmt.Sprintf("map[%s:128]", inGroup))
	change(object{"resource_type": "tags", "resource_ids": []string{tag}})
	equal(t, "of a tag", c.weights(balancer), fmt.Sprintf("map[%s:128]", tagged))
	change(object{"weights": []object{{"virtual_machine_id": tagged, "weight": 7}}})
	equal(t, "of a tag, set", c.weights(balancer), fmt.Sprintf("map[%s:7]", tagged))
	change(object{"weights": []object{}})
	equal(t, "of a tag, cleared", c.weights(balancer), fmt.Sprintf("map[%s:128]", tagged))
}

func TestLoadBalancersShowTheSecretsOfTheirMachines(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	balancer := c.newBalancer(object{"resource_ids": []string{c.AddVirtualMachine(katapult.VM{})}})
	one, all := c.ok(getBalancer, balancer), c.ok(listBalancers, object{"organization": acme})
	for what, raw := range map[string]string{"single": one.raw, "list": all.raw} {
		if !strings.Contains(raw, katapult.RootPassword) {
			t.Errorf("%s: there is no password: %s", what, raw)
		}
	}
	if !strings.Contains(one.text("load_balancer", "backend_certificate_key"), katapult.BackendKey) {
		t.Error("there is no key")
	}
	row, _ := all.get("load_balancers", 0).(object)
	equal(t, "fields of a row", len(row), 8)
}

func TestRulesAndTheAddressGoWithTheirLoadBalancer(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	for what, remove := range map[string]func(lookup object){
		"deleted": func(lookup object) { c.ok(deleteBalancer, lookup) },
		"removed": func(lookup object) { c.Remove(lookup["load_balancer"].(object)["id"].(string)) }, //nolint:forcetypeassert // as above
	} {
		balancer := c.newBalancer(nil)
		address := c.ok(getBalancer, balancer).text("load_balancer", "ip_address", "id")
		rule := c.newRule(balancer, 80)
		equal(t, "rules", len(c.ok(listBalancerRules, balancer).list("load_balancer_rules")), 1)
		remove(balancer)
		c.refused(404, "load_balancer_not_found", getBalancer, balancer)
		c.refused(404, "load_balancer_not_found", listBalancerRules, balancer)
		c.refused(404, "load_balancer_rule_not_found", deleteBalancerRule, rule)
		if _, exists := c.Object(address); exists {
			t.Errorf("%s: the address is left", what)
		}
		equal(t, what+": leftovers", len(c.left()), 0)
	}
}

func TestRuleLifecycle(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.AddCertificateAs("cert_1", "self_signed", "www.example.com")
	balancer := c.newBalancer(nil)
	rule := c.newRule(balancer, 80)
	made := c.ok(getBalancerRule, rule)
	equal(t, "check_protocol", made.get("load_balancer_rule", "check_protocol"), nil)
	equal(t, "balancer", made.text("load_balancer_rule", "load_balancer", "name"), "web")
	row, _ := c.ok(listBalancerRules, balancer).get("load_balancer_rules", 0).(object)
	equal(t, "fields of a row", len(row), 7)
	changed := c.ok(updateBalancerRule, object{"load_balancer_rule": rule["load_balancer_rule"], "properties": object{
		"check_protocol": "HTTP", "check_path": "/up", "check_http_statuses": "23", "certificates": []object{id("cert_1")},
	}})
	equal(t, "check_path", changed.text("load_balancer_rule", "check_path"), "/up")
	equal(t, "certificate", changed.text("load_balancer_rule", "certificates", 0, "id"), "cert_1")
	c.ok(deleteBalancerRule, rule)
	c.refused(404, "load_balancer_rule_not_found", getBalancerRule, rule)
}

func TestLoadBalancersAreValidated(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	center := object{"permalink": "uk-lon-01"}
	c.newBalancer(object{"api_reference": "taken"})
	for says, properties := range map[string]object{
		"Name can't be blank":        {"data_center": center},
		"Name is too long":           {"data_center": center, "name": strings.Repeat("ü", 61)},
		"Data center can't be blank": {"name": "web"},
		"Resource ids must be":       {"data_center": center, "name": "web", "resource_ids": []string{"vm_none"}},
		"Standby vms must be":        {"data_center": center, "name": "web", "standby_vms": []string{"vm_none"}},
		"Api reference has already":  {"data_center": center, "name": "web", "api_reference": "taken"},
		"Weights must be":            {"data_center": center, "name": "web", "weights": []object{{"virtual_machine_id": "vm_1", "weight": 257}}},
	} {
		if r := c.refused(422, "validation_error", createBalancer, object{"organization": acme, "properties": properties}); !strings.Contains(r.raw, says) {
			t.Errorf("%s: %s", says, r.raw)
		}
	}
	c.refused(404, "data_center_not_found", createBalancer, object{"organization": acme, "properties": object{"name": "web", "data_center": id("dc_none")}})
	balancer := c.newBalancer(object{"name": strings.Repeat("ü", 60)})
	c.refused(422, "validation_error", createBalancerRule, object{"load_balancer": balancer["load_balancer"], "properties": object{"listen_port": 65536, "destination_port": 1}})
	equal(t, "found by its reference", c.ok(getBalancer, object{"load_balancer": object{"api_reference": "taken"}}).text("load_balancer", "name"), "web")
}
