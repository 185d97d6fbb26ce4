package katapult

import (
	"cmp"
	"context"
	"slices"
)

// Organizations is access to organizations.
type Organizations struct{ client *Client }

// DeletionStep is a condition for the deletion of an organization.
type DeletionStep struct {
	Name        string `json:"-"`
	Description string `json:"description"`
	Satisfied   bool   `json:"satisfied"`
}

// deletionSteps are the documented names, in the order of execution. It differs from
// the documentation in one place: the trash follows everything that ends up in it,
// object storage included.
var deletionSteps = []string{
	"managed_organizations",
	"virtual_machines",
	"disks",
	"file_storage_volumes",
	"disk_backup_policies",
	"isos",
	"disk_templates",
	"load_balancers",
	"dns_zones",
	"object_storage",
	"empty_trash",
	"virtual_networks",
	"ip_addresses",
	"ensure_zero_balance",
	"ensure_no_outstanding_invoices",
}

// DeletionSteps returns all steps of the deletion of an organization, satisfied or
// not, in the order of execution. Undocumented steps come last, by name. An empty
// sub-domain means the client's own organization. The token needs the scope
// organizations:delete or managed_organizations:delete.
//
// It returns OrganizationNotFound, OrganizationSuspended or
// OrganizationNotActivated.
//
// GET /organizations/organization/deletion_steps
func (s Organizations) DeletionSteps(ctx context.Context, subDomainOrID string) ([]DeletionStep, error) {
	of := s.client.organization
	if subDomainOrID != "" {
		of = organization(subDomainOrID)
	}
	byName, err := get(ctx, s.client, "/organizations/organization/deletion_steps",
		&response[map[string]DeletionStep]{key: "steps"}, of.lookup("organization"))
	if err != nil {
		return nil, err
	}
	steps := make([]DeletionStep, 0, len(byName))
	for name, step := range byName {
		step.Name = name
		steps = append(steps, step)
	}
	slices.SortFunc(steps, func(a, b DeletionStep) int {
		return cmp.Or(cmp.Compare(order(a.Name), order(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	return steps, nil
}

// SubDomain returns the sub-domain of the client's organization. If that is configured by
// its ID, the token needs the scope organizations:read.
//
// It returns OrganizationNotFound, OrganizationSuspended or
// OrganizationNotActivated.
//
// GET /organizations/organization, unless the sub-domain is configured
func (s Organizations) SubDomain(ctx context.Context) (string, error) {
	of := s.client.organization
	if of.key == "sub_domain" {
		return of.value, nil
	}
	found, err := organizationObject.find(ctx, s.client, of.lookup("organization"))
	return found.SubDomain, err
}

// namedOrganization is what tells organizations apart. The API tells much more of one,
// addresses included.
type namedOrganization struct {
	ID        string `json:"id"`
	SubDomain string `json:"sub_domain"`
}

func (o namedOrganization) identity() string { return o.ID }

var organizationObject = object[namedOrganization]{key: "organization", path: "/organizations/organization"}

// order is the position of a step.
func order(step string) int {
	if i := slices.Index(deletionSteps, step); i >= 0 {
		return i
	}
	return len(deletionSteps)
}

// organization refers to an organization.
func organization(subDomainOrID string) reference {
	return parseReference(subDomainOrID, "sub_domain", "org_")
}
