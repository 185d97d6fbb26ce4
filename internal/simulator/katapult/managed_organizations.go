package katapult

import (
	"maps"
	"regexp"
)

// A managed organization is owned by the one that manages it, and pays for it.

// organizationRecord leaves out the annotations, which are beside an organization only when
// it has just been created.
func (s *Simulator) organizationRecord(r *record) map[string]any {
	shown := maps.Clone(r.fields)
	delete(shown, "annotations")
	return shown
}

func listManagedOrganizations(c *call) (any, error) {
	wanted := c.wantedAnnotations()
	return c.listWhere(func(r *record) bool { return r.owner != "" && wanted(r) })
}

// subDomainForm is a guess.
var subDomainForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

func createManagedOrganization(c *call) (any, error) {
	manager, err := c.organization()
	if err != nil {
		return nil, err
	}
	args := c.args()
	args.require("name")
	args.require("sub_domain")
	name, subDomain := deref(args.text("name")), deref(args.text("sub_domain"))
	problems := blank(name, "Name")
	switch {
	case c.err != nil:
		return nil, c.err
	case !subDomainForm.MatchString(subDomain):
		problems = append(problems, "Sub domain is invalid")
	case c.store.find("organization", "sub_domain", subDomain) != nil:
		problems = append(problems, "Sub domain has already been taken")
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	managed := c.addOrganization(subDomain)
	managed.owner = manager.id
	merge(managed.fields, map[string]any{
		"name": name, "created_at": c.now.Unix(), "activated_at": c.now.Unix(), "managed": true, "annotations": c.annotationsOr([]any{}),
	})
	return c.withAnnotations(managed), nil
}

func deleteManagedOrganization(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	if organization.owner == "" {
		return nil, fail(409, "managed_organization_required", nil)
	}
	if steps, ready := c.deletionSteps(organization); !ready {
		return nil, fail(409, "deletion_steps_not_satisfied", map[string]any{"steps": steps})
	}
	c.store.remove(organization)
	return map[string]any{"success": true}, nil
}

// AddManagedOrganization adds an organization that the first one manages, and returns its
// ID.
func (s *Simulator) AddManagedOrganization(subDomain string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	managed := s.addOrganization(subDomain)
	managed.owner, managed.fields["managed"], managed.fields["annotations"] = s.firstOrganization(), true, []any{}
	return managed.id
}
