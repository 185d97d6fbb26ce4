package katapult

var securityGroupKind = kind{
	name: "security_group", prefix: "sg", restrictable: true,
	routes: []route{
		{operation: "GET /organizations/organization/security_groups", handle: listAnnotated, scopes: "security_groups security_groups:read"},
		{operation: "POST /organizations/organization/security_groups", handle: createSecurityGroup, scopes: "security_groups"},
		{operation: "GET /security_groups/security_group", handle: getSecurityGroup, scopes: "security_groups security_groups:read"},
		{operation: "PATCH /security_groups/security_group", handle: updateSecurityGroup, scopes: "security_groups"},
		// The documentation has a scope in the singular, which exists nowhere else.
		{operation: "DELETE /security_groups/security_group", handle: deleteSecurityGroup, scopes: "security_group security_groups"},
	},
	parts: children("security_group_rule"),
	show:  pickFields("id", "name", "allow_all_inbound", "allow_all_outbound", "associations"),
	properties: func(_ *call, properties arguments, fields map[string]any) []string {
		properties.copyText(fields, "name")
		properties.copyBoolean(fields, "allow_all_inbound")
		properties.copyBoolean(fields, "allow_all_outbound")
		properties.copyTexts(fields, "associations")
		return blank(fields["name"], "Name")
	},
}

func createSecurityGroup(c *call) (any, error) {
	fields := map[string]any{
		"allow_all_inbound": false, "allow_all_outbound": false, "associations": []any{}, "annotations": c.annotationsOr([]any{}),
	}
	problems := c.kind.properties(c, c.args().properties(), fields)
	if c.err != nil {
		return nil, c.err
	}
	organization, err := c.organization()
	switch {
	case err != nil:
		return nil, err
	case problems != nil:
		return nil, invalid(problems...)
	}
	return c.withAnnotations(c.add(c.kind.name, organization.id, fields)), nil
}

func getSecurityGroup(c *call) (any, error) {
	group, err := c.lookup(c.kind.name)
	if err != nil {
		return nil, err
	}
	return c.withAnnotations(group), nil
}

// updateSecurityGroup deletes the rules of a direction that is to allow all.
func updateSecurityGroup(c *call) (any, error) {
	group, err := c.lookup(c.kind.name)
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(group.fields)
	problems := c.kind.properties(c, c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	fields["annotations"] = c.annotationsOr(fields["annotations"])
	group.fields = fields
	for _, rule := range c.store.children("security_group_rule", group) {
		if group.fields["allow_all_"+rule.text("direction")] == true {
			c.store.remove(rule)
		}
	}
	return c.withAnnotations(group), nil
}

// deleteSecurityGroup deletes a group with its rules. Associations do not prevent it.
func deleteSecurityGroup(c *call) (any, error) {
	group, err := c.lookup(c.kind.name)
	if err == nil {
		err = deletable(group)
	}
	if err != nil {
		return nil, err
	}
	c.destroy(group)
	return map[string]any{c.kind.name: pick(group.fields, "id", "name")}, nil
}

// AddSecurityGroup puts a security group into the first organization, and returns its ID.
// Fields overwrite those of a group that blocks everything and has no associations.
func (s *Simulator) AddSecurityGroup(name string, fields map[string]any) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	all := map[string]any{
		"name": name, "allow_all_inbound": false, "allow_all_outbound": false, "associations": []any{}, "annotations": []any{},
	}
	merge(all, fields)
	return s.add("security_group", s.firstOrganization(), all).id
}
