package katapult

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// ManagedOrganizations is access to the organizations that the client's organization
// manages and pays for.
type ManagedOrganizations struct{ client *Client }

// ManagedOrganizationArguments are the arguments of a new managed organization. No endpoint
// changes one.
type ManagedOrganizationArguments struct {
	Name, SubDomain string
	Annotations     map[string]string
}

// Codes of managed organizations.
const (
	// DeletionStepsNotSatisfied says that something has to be done before an organization can
	// be deleted; see Organizations.DeletionSteps.
	DeletionStepsNotSatisfied Code = "deletion_steps_not_satisfied"
	// ManagedOrganizationRequired says that an organization manages itself.
	ManagedOrganizationRequired Code = "managed_organization_required"
	// OrganizationLimitReached says that an organization must not manage any more.
	OrganizationLimitReached Code = "organization_limit_reached"
)

var managedOrganizations = object[Organization]{
	key: "organization", noun: "managed organization", path: "/managed_organizations/organization",
	list:     list[Organization]{path: "/organizations/organization/managed", key: "organizations", paged: true},
	listOnly: true,
}

// List returns the organizations that the client's organization manages. It does not tell
// whether they are activated or suspended. The token needs the scope managed_organizations.
//
// GET /organizations/organization/managed, all pages
func (s ManagedOrganizations) List(ctx context.Context) ([]Organization, error) {
	return managedOrganizations.all(ctx, s.client)
}

// ListAnnotated returns those that have an annotation.
//
// GET /organizations/organization/managed, all pages
func (s ManagedOrganizations) ListAnnotated(ctx context.Context, key, value string) ([]Organization, error) {
	return managedOrganizations.list.all(ctx, s.client, s.client.organization.lookup("organization"),
		lookup{"annotations[]", "key", key}, lookup{"annotations[]", "value", value})
}

// Get returns a managed organization. One that cannot be read by itself, because it is
// suspended or not activated, or the token has no access to it, is taken from the list, and
// lacks what only it knows; the refusal tells why. Get returns ErrNotFound if it is not in
// the list either.
//
// GET /organizations/organization and GET /organizations/organization/managed, all pages
func (s ManagedOrganizations) Get(ctx context.Context, organizationID string) (found Organization, refusal, err error) {
	found, err = organizations.find(ctx, s.client, id(organizations.key, organizationID))
	if !HasCode(err, OrganizationNotFound, OrganizationSuspended, OrganizationNotActivated, ScopeNotGranted, PermissionDenied) {
		return found, nil, err
	}
	refusal = err
	found, err = managedOrganizations.get(ctx, s.client, organizationID)
	found.Suspended = HasCode(refusal, OrganizationSuspended)
	return found, refusal, err
}

// AnnounceRelease announces that the caller is about to delete the organization of a
// sub-domain. Create waits for it. The caller calls done when it has finished or failed.
func (s ManagedOrganizations) AnnounceRelease(subDomain string) (done func()) {
	return s.client.releases.announce(subDomainOf(subDomain))
}

// subDomainOf is what releases call a sub-domain.
func subDomainOf(subDomain string) string { return "sub-domain of managed organization " + subDomain }

// Create creates an organization that the client's organization manages. If there is one of
// the sub-domain that an operation of this process deletes, Create waits for that. If the response
// is lost, it searches for it by its sub-domain. It returns ValidationFailed,
// OrganizationLimitReached, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/managed
func (s ManagedOrganizations) Create(ctx context.Context, a ManagedOrganizationArguments) (created Organization, err error) {
	isTaken := func(err error) bool { return IsTaken(err, "sub_domain") }
	err = s.client.releases.onceFree(ctx, subDomainOf(a.SubDomain), isTaken, func() (err error) {
		created, err = s.create(ctx, a)
		return err
	})
	return created, err
}

func (s ManagedOrganizations) create(ctx context.Context, a ManagedOrganizationArguments) (Organization, error) {
	manager := s.client.organization.lookup("organization")
	fields := map[string]any{"name": a.Name, "sub_domain": a.SubDomain}
	if len(a.Annotations) > 0 {
		fields["annotations"] = annotationList(a.Annotations)
	}
	created, _, err := managedOrganizations.create(ctx, s.client, creation[Organization]{
		path: managedOrganizations.list.path, arguments: arguments{lookups: []lookup{manager}, fields: fields},
		conflictKey: "managed organization " + a.SubDomain,
		recovery: createdSince(s.client, managedOrganizations.list, func(o Organization) int64 { return o.CreatedAt },
			func(o Organization) bool { return o.SubDomain == a.SubDomain && o.Name == a.Name }, manager),
	})
	return created, err
}

// Delete deletes a managed organization. It returns ErrNotFound if the list does not have
// it either, DeletionStepsNotSatisfied, or ManagedOrganizationRequired.
//
// DELETE /managed_organizations/organization, and after a refusal
// GET /organizations/organization/managed, all pages
func (s ManagedOrganizations) Delete(ctx context.Context, organizationID string) error {
	call := rest.Call{Method: http.MethodDelete, Path: managedOrganizations.path, Into: &succeeded{}}
	err := s.client.send(ctx, call, arguments{lookups: []lookup{id(managedOrganizations.key, organizationID)}})
	if !HasCode(err, OrganizationNotFound) {
		return err
	}
	// A 404 says as much of the token as of the organization.
	_, gone := managedOrganizations.get(ctx, s.client, organizationID)
	if errors.Is(gone, ErrNotFound) {
		return gone
	}
	return cmp.Or(gone, err)
}

// succeeded decodes the response to what responds with nothing else.
type succeeded struct{}

// UnmarshalJSON returns an error if nothing was done.
func (*succeeded) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	done := false
	err := json.Unmarshal(data, &members)
	if err == nil {
		err = decodeMember(members, "success", &done)
	}
	if err == nil && !done {
		err = errors.New("it does not say that anything was done")
	}
	return err
}
