package katapult

var loadBalancerRuleKind = kind{
	name: "load_balancer_rule", prefix: "lbrule",
	routes: []route{
		{operation: "GET /load_balancers/load_balancer/rules", handle: listLoadBalancerRules, scopes: "load_balancers load_balancers:read"},
		{operation: "POST /load_balancers/load_balancer/rules", handle: createLoadBalancerRule, scopes: "load_balancers"},
		{operation: "GET /load_balancers/rules/load_balancer_rule", handle: read, scopes: "load_balancers load_balancers:read"},
		{operation: "PATCH /load_balancers/rules/load_balancer_rule", handle: updateLoadBalancerRule, scopes: "load_balancers"},
		{operation: "DELETE /load_balancers/rules/load_balancer_rule", handle: deleteLoadBalancerRule, scopes: "load_balancers"},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := deepCopyMap(r.fields)
		shown["certificates"] = s.certificatesOf(r, "id", "name", "additional_names", "state")
		if balancer := s.store.get("load_balancer", r.reference("load_balancer")); balancer != nil {
			shown["load_balancer"] = pick(balancer.fields, "id", "name")
		}
		return shown
	},
	row: func(s *Simulator, r *record) map[string]any {
		row := pick(r.fields, "id", "algorithm", "destination_port", "listen_port", "protocol", "check_enabled")
		row["certificates"] = s.certificatesOf(r, "id", "name")
		return row
	},
}

// certificatesOf shows fields of the certificates that a rule names.
func (s *Simulator) certificatesOf(rule *record, fields ...string) []any {
	shown := []any{}
	ids, _ := rule.fields["certificates"].([]any)
	for _, id := range ids {
		id, _ := id.(string)
		if certificate := s.store.get("certificate", id); certificate != nil {
			shown = append(shown, pick(certificate.fields, fields...))
		}
	}
	return shown
}

func listLoadBalancerRules(c *call) (any, error) {
	balancer, err := c.lookup("load_balancer")
	if err != nil {
		return nil, err
	}
	return c.listChildren(balancer)
}

func createLoadBalancerRule(c *call) (any, error) {
	properties := c.args().properties()
	balancer, err := c.lookup("load_balancer")
	if err != nil {
		return nil, err
	}
	fields := map[string]any{
		"load_balancer": map[string]any{"id": balancer.id},
		"algorithm":     "round_robin", "destination_port": nil, "listen_port": nil, "protocol": "HTTP", "proxy_protocol": false,
		"certificates": []any{}, "backend_ssl": false, "passthrough_ssl": false, "check_enabled": false, "check_fall": 2, "check_interval": 20,
		"check_path": "", "check_protocol": nil, "check_rise": 2, "check_timeout": 5, "check_http_statuses": nil,
	}
	problems, err := c.ruleProperties(properties, fields)
	switch {
	case err != nil:
		return nil, err
	case problems != nil:
		return nil, invalid(problems...)
	}
	return c.single(c.add("load_balancer_rule", balancer.owner, fields)), nil
}

func updateLoadBalancerRule(c *call) (any, error) {
	rule, err := c.lookup("load_balancer_rule")
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(rule.fields)
	problems, err := c.ruleProperties(c.args().properties(), fields)
	switch {
	case err != nil:
		return nil, err
	case problems != nil:
		return nil, invalid(problems...)
	}
	rule.fields = fields
	return c.single(rule), nil
}

func deleteLoadBalancerRule(c *call) (any, error) {
	rule, err := c.lookup("load_balancer_rule")
	if err != nil {
		return nil, err
	}
	c.destroy(rule)
	return map[string]any{"load_balancer_rule": pick(rule.fields, "id")}, nil
}

// ruleProperties copies properties and says what is wrong with them. Recordings show that
// the checks of a rule are kept while they are off. The texts are not recorded.
func (c *call) ruleProperties(properties arguments, fields map[string]any) (problems []string, err error) {
	properties.copyEnum(fields, "algorithm", "round_robin", "least_connections", "sticky")
	properties.copyEnum(fields, "protocol", "HTTP", "HTTPS", "TCP")
	properties.copyEnum(fields, "check_protocol", "HTTP", "TCP")
	properties.copyEnum(fields, "check_http_statuses", "2", "23", "234")
	properties.copyText(fields, "check_path")
	for _, name := range []string{"proxy_protocol", "backend_ssl", "passthrough_ssl", "check_enabled"} {
		properties.copyBoolean(fields, name)
	}
	for _, name := range []string{"listen_port", "destination_port", "check_fall", "check_interval", "check_rise", "check_timeout"} {
		if number := properties.integer(name); number != nil {
			fields[name] = *number
		}
	}
	for name, words := range map[string]string{"listen_port": "Listen port", "destination_port": "Destination port"} {
		if port, _ := fields[name].(int); port < 1 || port > 65535 {
			problems = append(problems, words+" must be between 1 and 65535")
		}
	}
	if list, given := properties.values["certificates"].([]any); given {
		fields["certificates"], err = c.certificateIDs(list)
	}
	if err == nil {
		err = c.err
	}
	return problems, err
}

// certificateIDs are those of a list of lookups.
func (c *call) certificateIDs(list []any) ([]any, error) {
	ids := []any{}
	for _, element := range list {
		lookup, _ := element.(map[string]any)
		id, _ := lookup["id"].(string)
		if c.store.get("certificate", id) == nil {
			return nil, notFound("certificate")
		}
		ids = append(ids, id)
	}
	return ids, nil
}
