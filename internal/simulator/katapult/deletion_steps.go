package katapult

var deletionStepRoutes = []route{
	{
		operation: "GET /organizations/organization/deletion_steps", handle: listDeletionSteps,
		scopes: "organizations:delete managed_organizations:delete",
	},
}

// deletionSteps are what must be done before an organization can be deleted,
// and the kind of object that must not be left for it. Where there is no kind,
// the step is satisfied unless a test says otherwise.
var deletionSteps = []struct{ name, kind, description string }{
	{"managed_organizations", "", "All managed organizations must be deleted"},
	{"virtual_machines", "virtual_machine", "All virtual machines must be deleted"},
	{"disks", "disk", "All disks must be deleted"},
	{"file_storage_volumes", "file_storage_volume", "All file storage volumes must be deleted"},
	{"disk_backup_policies", "disk_backup_policy", "All disk backup policies must be deleted"},
	{"isos", "iso", "All ISOs must be deleted"},
	{"disk_templates", "disk_template", "All disk templates must be deleted"},
	{"load_balancers", "load_balancer", "All load balancers must be deleted"},
	{"dns_zones", "dns_zone", "All DNS zones must be deleted"},
	{"empty_trash", "trash_object", "The trash must be empty"},
	{"virtual_networks", "virtual_network", "All virtual networks must be deleted"},
	{"ip_addresses", "ip_address", "All IP addresses must be released"},
	{"object_storage", "object_storage_account", "All object storage must be deleted"},
	{"ensure_zero_balance", "", "The account balance must be zero"},
	{"ensure_no_outstanding_invoices", "", "There must be no outstanding invoices"},
}

// SetDeletionStep fixes whether a step towards the deletion of an organization
// is satisfied, whatever the organization has.
func (s *Simulator) SetDeletionStep(subDomain, step string, satisfied bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	organization := s.store.find("organization", "sub_domain", subDomain)
	if organization == nil {
		panic("simulator: there is no organization " + subDomain)
	}
	if s.steps[organization.id] == nil {
		s.steps[organization.id] = map[string]bool{}
	}
	s.steps[organization.id][step] = satisfied
}

func listDeletionSteps(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	steps := map[string]any{}
	for _, step := range deletionSteps {
		satisfied, fixed := c.steps[organization.id][step.name]
		if !fixed {
			satisfied = len(c.untrashed(step.kind, organization.id)) == 0
		}
		steps[step.name] = map[string]any{"satisfied": satisfied, "description": step.description}
	}
	return map[string]any{"steps": steps}, nil
}
