package katapult

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// BackendKey is within the private key of every load balancer. Tests search logs and
// states for it.
const BackendKey = "s1mulatedBackendK3yOfALoadBalanc3r"

var loadBalancerKind = kind{
	name: "load_balancer", prefix: "lb", lookups: []string{"api_reference"},
	routes: []route{
		{operation: "GET /organizations/organization/load_balancers", handle: listAnnotated, scopes: "load_balancers load_balancers:read"},
		{operation: "POST /organizations/organization/load_balancers", handle: createLoadBalancer, scopes: "load_balancers", status: 201},
		{operation: "GET /load_balancers/load_balancer", handle: getLoadBalancer, scopes: "load_balancers load_balancers:read"},
		{operation: "PATCH /load_balancers/load_balancer", handle: updateLoadBalancer, scopes: "load_balancers"},
		{operation: "DELETE /load_balancers/load_balancer", handle: deleteLoadBalancer, scopes: "load_balancers"},
	},
	show: (*Simulator).loadBalancer,
	row: func(s *Simulator, r *record) map[string]any {
		full := s.loadBalancer(r)
		row := pick(full, "id", "name", "api_reference", "resource_type", "resources", "resource_ids")
		row["ip_address"], row["data_center"] = withOnly(full["ip_address"], "address"), withOnly(full["data_center"], "id", "name")
		return row
	},
	parts:        (*Simulator).partsOfLoadBalancer,
	deletionStep: deletionStep{"load_balancers", "All load balancers must be deleted"},
}

func withOnly(object any, fields ...string) map[string]any {
	all, _ := object.(map[string]any)
	return pick(all, fields...)
}

// behind are the kinds of what can be behind a load balancer, by the type of its
// resources, and the type that the API shows for one.
var behind = map[string]struct{ kind, shown string }{
	"virtual_machines":       {"virtual_machine", "VirtualMachine"},
	"virtual_machine_groups": {"virtual_machine_group", "VirtualMachineGroup"},
	"tags":                   {"tag", "Tag"},
}

// loadBalancer is complete, and has passwords: the API shows whole machines.
func (s *Simulator) loadBalancer(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "api_reference", "resource_type", "https_redirect", "enable_weighting", "standby_vms")
	ids, resources := []any{}, []any{}
	for _, resource := range s.resourcesOf(r) {
		ids = append(ids, resource.id)
		resources = append(resources, map[string]any{"type": behind[r.text("resource_type")].shown, "value": s.shown(resource)})
	}
	shown["resource_ids"], shown["resources"] = ids, resources
	given, _ := r.fields["weights"].(map[string]any)
	weights := []any{}
	for _, machine := range s.machinesBehind(r) {
		weight, isGiven := given[machine.id]
		if !isGiven {
			weight = 128
		}
		weights = append(weights, map[string]any{"virtual_machine_id": machine.id, "weight": weight})
	}
	shown["weights"] = weights
	shown["ip_address"] = nil
	if address := s.store.get("ip_address", r.reference("ip_address")); address != nil {
		shown["ip_address"] = pick(address.fields, "id", "address")
	}
	shown["data_center"] = nil
	if center := s.store.get("data_center", r.reference("data_center")); center != nil {
		shown["data_center"] = pick(center.fields, "id", "name", "permalink")
	}
	shown["backend_certificate"] = fmt.Sprintf("-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", idSuffix(r.id))
	shown["backend_certificate_key"] = fmt.Sprintf("-----BEGIN RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----\n", BackendKey)
	return shown
}

// resourcesOf are the machines, groups or tags that a load balancer names, as far as they
// exist.
func (s *Simulator) resourcesOf(balancer *record) []*record {
	var list []*record
	ids, _ := balancer.fields["resource_ids"].([]any)
	for _, id := range ids {
		id, _ := id.(string)
		if resource := s.store.get(behind[balancer.text("resource_type")].kind, id); resource != nil {
			list = append(list, resource)
		}
	}
	return list
}

// machinesBehind are those that a load balancer reaches, through groups and tags too.
func (s *Simulator) machinesBehind(balancer *record) []*record {
	var list []*record
	resources := s.resourcesOf(balancer)
	for _, machine := range s.store.owned("virtual_machine", balancer.owner) {
		group := s.store.get("virtual_machine_group", machine.reference("group"))
		if slices.Contains(resources, machine) || slices.Contains(resources, group) && group != nil ||
			slices.ContainsFunc(s.tagsOf(machine), func(tag *record) bool { return slices.Contains(resources, tag) }) {
			list = append(list, machine)
		}
	}
	return list
}

// partsOfLoadBalancer are its rules and its address.
func (s *Simulator) partsOfLoadBalancer(balancer *record) []*record {
	parts := s.store.children("load_balancer_rule", balancer)
	if address := s.store.get("ip_address", balancer.reference("ip_address")); address != nil {
		parts = append(parts, address)
	}
	return parts
}

func createLoadBalancer(c *call) (any, error) {
	properties := c.args().properties()
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	fields := map[string]any{
		"name": "", "api_reference": nil, "resource_type": "virtual_machines", "resource_ids": []any{}, "https_redirect": false,
		"enable_weighting": false, "weights": map[string]any{}, "standby_vms": []any{}, "annotations": c.annotationsOr([]any{}),
	}
	problems := c.balancerProperties(nil, organization.id, properties, fields)
	if c.err != nil {
		return nil, c.err
	}
	if _, given := properties.set("data_center"); !given {
		problems = append(problems, "Data center can't be blank")
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	center, err := c.lookupIn(properties, "data_center", "data_center")
	if err != nil {
		return nil, err
	}
	return c.withAnnotations(c.addLoadBalancer("", organization.id, center, fields)), nil
}

// addLoadBalancer gives a load balancer an address of its data centre. It belongs to the
// load balancer: whether an organization lists such addresses is not known.
func (s *Simulator) addLoadBalancer(id, owner string, center *record, fields map[string]any) *record {
	fields["data_center"] = map[string]any{"id": center.id}
	balancer := s.addAs(id, "load_balancer", owner, fields)
	for _, network := range s.store.byKind["network"] {
		if network.reference("data_center") == center.id {
			fields["ip_address"] = map[string]any{"id": s.lease(balancer.id, network, "ipv4").id}
			break
		}
	}
	return balancer
}

func getLoadBalancer(c *call) (any, error) {
	balancer, err := c.lookup("load_balancer")
	if err != nil {
		return nil, err
	}
	return c.withAnnotations(balancer), nil
}

func updateLoadBalancer(c *call) (any, error) {
	balancer, err := c.lookup("load_balancer")
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(balancer.fields)
	problems := c.balancerProperties(balancer, balancer.owner, c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	fields["annotations"] = c.annotationsOr(fields["annotations"])
	balancer.fields = fields
	return c.withAnnotations(balancer), nil
}

func deleteLoadBalancer(c *call) (any, error) {
	balancer, err := c.lookup("load_balancer")
	if err != nil {
		return nil, err
	}
	c.destroy(balancer)
	return map[string]any{"load_balancer": pick(balancer.fields, "id", "name", "api_reference")}, nil
}

// balancerProperties copies the properties of a new load balancer, or of one that exists,
// and says what is wrong with them. The texts are not recorded.
func (c *call) balancerProperties(existing *record, owner string, properties arguments, fields map[string]any) (problems []string) {
	properties.copyText(fields, "name")
	problems = blank(fields["name"], "Name")
	if name, _ := fields["name"].(string); utf8.RuneCountInString(name) > 60 {
		problems = append(problems, "Name is too long (maximum is 60 characters)")
	}
	if properties.given("api_reference") {
		fields["api_reference"] = nil
		if reference := properties.text("api_reference"); reference != nil && *reference != "" {
			fields["api_reference"] = *reference
		}
	}
	if reference, _ := fields["api_reference"].(string); reference != "" {
		if other := c.store.find("load_balancer", "api_reference", reference); other != nil && other != existing {
			problems = append(problems, "Api reference has already been taken")
		}
	}
	properties.copyEnum(fields, "resource_type", "virtual_machines", "virtual_machine_groups", "tags")
	properties.copyBoolean(fields, "https_redirect")
	properties.copyBoolean(fields, "enable_weighting")
	resourceType, _ := fields["resource_type"].(string)
	problems = append(problems, c.copyIDs(properties, fields, "resource_ids", behind[resourceType].kind, owner)...)
	problems = append(problems, c.copyIDs(properties, fields, "standby_vms", "virtual_machine", owner)...)
	return append(problems, copyWeights(properties, fields)...)
}

// copyIDs copies the IDs of objects of a kind, which have to exist. Those that stay are
// checked as well: their type may have changed.
func (c *call) copyIDs(properties arguments, fields map[string]any, name, kind, owner string) []string {
	if list, isList := properties.values[name].([]any); isList {
		fields[name] = list
	}
	ids, _ := fields[name].([]any)
	for _, id := range ids {
		id, _ := id.(string)
		if object := c.store.get(kind, id); (object == nil || object.owner != owner) && properties.given(name) {
			return []string{map[string]string{"resource_ids": "Resource ids", "standby_vms": "Standby vms"}[name] + " must be of objects that exist"}
		}
	}
	return nil
}

// copyWeights replaces all weights: those that are left out are 128 again. Whether the API
// does that is not known.
func copyWeights(properties arguments, fields map[string]any) (problems []string) {
	list, given := properties.values["weights"].([]any)
	if !given {
		return nil
	}
	weights := map[string]any{}
	for _, element := range list {
		pair, _ := element.(map[string]any)
		id, _ := pair["virtual_machine_id"].(string)
		weight, _ := pair["weight"].(float64)
		if weight < 0 || weight > 256 {
			problems = append(problems, "Weights must be between 0 and 256")
		}
		weights[id] = int(weight)
	}
	fields["weights"] = weights
	return problems
}
