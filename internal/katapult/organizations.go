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
	byName, err := get(ctx, s.client, "/organizations/organization/deletion_steps",
		&response[map[string]DeletionStep]{key: "steps"}, s.lookup(subDomainOrID))
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
	if of := s.client.organization; of.key == "sub_domain" {
		return of.value, nil
	}
	found, err := s.Get(ctx, "")
	return found.SubDomain, err
}

// Organization is what owns objects and pays for them.
type Organization struct {
	ID                   string `json:"id"`
	Name                 string `json:"name"`
	SubDomain            string `json:"sub_domain"`
	InfrastructureDomain string `json:"infrastructure_domain"`
	// CreatedAt is in Unix seconds, as ActivatedAt, which is nil until the organization is
	// activated.
	CreatedAt   int64  `json:"created_at"`
	ActivatedAt *int64 `json:"activated_at"`
	Suspended   bool   `json:"suspended"`
	// Managed organizations belong to another one, which pays for them.
	Managed bool `json:"managed"`

	// Lists lack the following.
	BillingName  *string       `json:"billing_name"`
	Address1     *string       `json:"address1"`
	Address2     *string       `json:"address2"`
	Address3     *string       `json:"address3"`
	Address4     *string       `json:"address4"`
	Postcode     *string       `json:"postcode"`
	VATNumber    *string       `json:"vat_number"`
	PhoneNumber  *string       `json:"phone_number"`
	Currency     Currency      `json:"currency"`
	Country      *Country      `json:"country"`
	CountryState *CountryState `json:"country_state"`
}

func (o Organization) identity() string { return o.ID }

var organizations = object[Organization]{
	key: "organization", path: "/organizations/organization",
	list: list[Organization]{path: "/organizations", key: "organizations"},
}

// List returns the organizations that the token has access to, without what they are
// billed by. The token needs the scope organizations:read.
//
// GET /organizations, without pages
func (s Organizations) List(ctx context.Context) ([]Organization, error) {
	return organizations.list.all(ctx, s.client)
}

// Get returns the organization with a sub-domain or an ID. An empty one means the client's
// own. The token needs the scope organizations:read. One that is suspended or not activated
// cannot be read.
//
// It returns OrganizationNotFound, OrganizationSuspended or
// OrganizationNotActivated.
//
// GET /organizations/organization
func (s Organizations) Get(ctx context.Context, subDomainOrID string) (Organization, error) {
	return organizations.find(ctx, s.client, s.lookup(subDomainOrID))
}

// GetBySubDomain returns the organization with a sub-domain, whatever that begins with.
//
// GET /organizations/organization
func (s Organizations) GetBySubDomain(ctx context.Context, subDomain string) (Organization, error) {
	return organizations.find(ctx, s.client, lookup{"organization", "sub_domain", subDomain})
}

// lookup names an organization, by default the client's own.
func (s Organizations) lookup(subDomainOrID string) lookup {
	of := s.client.organization
	if subDomainOrID != "" {
		of = organization(subDomainOrID)
	}
	return of.lookup("organization")
}

// RefusesOrganization reports whether an error is about the organization that was named.
func RefusesOrganization(err error) bool {
	return HasCode(err, OrganizationNotFound, OrganizationSuspended, OrganizationNotActivated, PolicyNotAvailable, PricesNotAvailable)
}

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
