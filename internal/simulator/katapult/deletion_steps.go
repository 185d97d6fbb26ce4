package katapult

// deletionStep is what has to be done before an organization can be deleted.
type deletionStep struct{ name, description string }

// otherSteps depend on what the simulator does not have. They are satisfied
// unless a test says otherwise.
var otherSteps = []deletionStep{
	{"isos", "All ISOs must be deleted"},
	{"load_balancers", "All load balancers must be deleted"},
	{"dns_zones", "All DNS zones must be deleted"},
	{"ensure_zero_balance", "The account balance must be zero"},
	{"ensure_no_outstanding_invoices", "There must be no outstanding invoices"},
}

// SetDeletionStep fixes whether a step towards the deletion of an organization
// is satisfied, whatever the organization has.
func (s *Simulator) SetDeletionStep(subDomain, step string, satisfied bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	organization := s.mustFind("organization", "sub_domain", subDomain)
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
	steps, _ := c.deletionSteps(organization)
	return map[string]any{"steps": steps}, nil
}

// deletionSteps are the steps of the deletion of an organization, and whether it can be
// deleted.
func (c *call) deletionSteps(organization *record) (steps map[string]any, ready bool) {
	steps, ready = map[string]any{}, true
	add := func(step deletionStep, satisfied bool) {
		if fixed, isFixed := c.steps[organization.id][step.name]; isFixed {
			satisfied = fixed
		}
		ready = ready && satisfied
		steps[step.name] = map[string]any{"satisfied": satisfied, "description": step.description}
	}
	for _, step := range otherSteps {
		add(step, true)
	}
	for name, k := range c.kinds {
		if k.deletionStep.name != "" {
			add(k.deletionStep, len(c.active(name, organization.id)) == 0)
		}
	}
	return steps, ready
}
