package katapult

import "time"

// seededAt is when the organizations of every simulator were created.
var seededAt = time.Date(2024, time.March, 1, 9, 0, 0, 0, time.UTC).Unix()

var organizationKind = kind{
	name: "organization", prefix: "org", lookups: []string{"sub_domain"},
	routes: []route{
		{operation: "GET /organizations", handle: listOrganizations, scopes: "organizations:read"},
		{operation: "GET /organizations/organization", handle: getOrganization, scopes: "organizations:read"},
		{
			operation: "GET /organizations/organization/deletion_steps", handle: listDeletionSteps,
			scopes: "organizations:delete managed_organizations:delete",
		},
		{operation: "GET /organizations/organization/managed", handle: listManagedOrganizations, scopes: "managed_organizations"},
		{operation: "POST /organizations/organization/managed", handle: createManagedOrganization, scopes: "managed_organizations", status: 201},
		{operation: "DELETE /managed_organizations/organization", handle: deleteManagedOrganization, scopes: "managed_organizations:delete"},
		{operation: "GET /organizations/organization/policy", handle: getPolicy, scopes: "organizations:read"},
		{operation: "GET /organizations/organization/policy_limits", handle: getPolicyLimits, scopes: "organizations:read"},
		{operation: "GET /organizations/organization/prices", handle: getPrices, scopes: "organizations:read"},
	},
	show: (*Simulator).organizationRecord,
	row:  pickFields("id", "name", "sub_domain", "infrastructure_domain", "created_at", "managed"),
	errors: map[string]string{
		"policy_not_available_for_managed_organizations": "Managed organizations do not have policies. Make this request on the parent organization instead.",
		"prices_not_available_for_managed_organizations": "Managed organizations do not have policies. Make this request on the parent organization instead.",
		"deletion_steps_not_satisfied":                   "Not all deletion steps have been satisfied, ensure all steps are satisfied before attempting deletion",
		"organization_not_activated":                     "An organization was found from the arguments provided but it wasn't activated yet",
		"organization_suspended":                         "An organization was found from the arguments provided but it was suspended",
		"managed_organization_required":                  "This operation can only be performed on a managed organization",
		"organization_limit_reached":                     "The maximum number of organizations that can be managed has been reached",
	},
	deletionStep: deletionStep{"managed_organizations", "All managed organizations must be deleted"},
	seed: func(s *Simulator) {
		for _, subDomain := range s.options.Organizations {
			s.addOrganization(subDomain)
		}
	},
}

func (s *Simulator) addOrganization(subDomain string) *record {
	return s.addAs("org_"+idSuffix("organization/"+subDomain), "organization", "", map[string]any{
		"name":                  subDomain,
		"sub_domain":            subDomain,
		"infrastructure_domain": subDomain + ".katapult.cloud",
		"created_at":            seededAt,
		"activated_at":          seededAt,
		"suspended":             false,
		"managed":               false,
		"billing_name":          subDomain + " Ltd",
		"address1":              "1 Example Street",
		"address2":              "Floor 2",
		"address3":              "London",
		"address4":              "Greater London",
		"postcode":              "EC1A 1AA",
		"vat_number":            nil,
		"phone_number":          nil,
		"currency":              poundSterling,
		"country":               unitedKingdom,
		"country_state":         nil,
	})
}

// firstOrganization is the ID of the organization that Add functions use.
func (s *Simulator) firstOrganization() string {
	return s.mustFind("organization", "sub_domain", s.options.Organizations[0]).id
}

func listOrganizations(c *call) (any, error) {
	var visible []*record
	for _, r := range c.store.byKind["organization"] {
		if c.visible(r) {
			visible = append(visible, r)
		}
	}
	return map[string]any{"organizations": rows(visible, func(r *record) map[string]any {
		return pick(r.fields, "id", "name", "sub_domain", "infrastructure_domain", "created_at",
			"activated_at", "suspended", "managed")
	})}, nil
}

func getOrganization(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	return c.single(organization), nil
}
