package katapult

var organizationRoutes = []route{
	{operation: "GET /organizations", handle: listOrganizations, scopes: "organizations:read"},
	{operation: "GET /organizations/organization", handle: getOrganization, scopes: "organizations:read"},
}

func listOrganizations(c *call) (any, error) {
	var visible []*record
	for _, r := range c.store.byKind["organization"] {
		if c.sees(r) {
			visible = append(visible, r)
		}
	}
	return map[string]any{"organizations": rows(visible, func(r *record) map[string]any {
		return only(r.fields, "id", "name", "sub_domain", "infrastructure_domain", "created_at",
			"activated_at", "suspended", "managed")
	})}, nil
}

func getOrganization(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	return map[string]any{"organization": organization.fields}, nil
}
