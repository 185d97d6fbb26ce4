package katapult

import (
	"context"
	"slices"
)

// SecurityGroups is access to security groups. All its calls are synchronous, and
// security groups have no trash.
type SecurityGroups struct{ client *Client }

// SecurityGroup is a firewall of the virtual machines that are associated with it. The
// rules of all groups of a machine count together. Names are not unique.
type SecurityGroup struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// AllowAllInbound and AllowAllOutbound let everything through. Such a direction has
	// no rules.
	AllowAllInbound  bool `json:"allow_all_inbound"`
	AllowAllOutbound bool `json:"allow_all_outbound"`
	// Associations are the IDs of virtual machines, groups of them, and tags.
	Associations []string `json:"associations"`

	// Annotations are keys and values that users attach to it. Lists lack them.
	Annotations map[string]string `json:"-"`
}

// SecurityGroupArguments are the arguments of a security group. Nil is the API's choice
// in Create, and no change in Update.
type SecurityGroupArguments struct {
	Name             *string   `json:"name,omitempty"`
	AllowAllInbound  *bool     `json:"allow_all_inbound,omitempty"`
	AllowAllOutbound *bool     `json:"allow_all_outbound,omitempty"`
	Associations     *[]string `json:"associations,omitempty"`
	// Annotations replace the current ones, unless they are nil.
	Annotations map[string]string `json:"-"`
}

func (g SecurityGroup) identity() string { return g.ID }

func (g *SecurityGroup) setAnnotations(annotations map[string]string) { g.Annotations = annotations }

var securityGroups = object[SecurityGroup]{
	key: "security_group", path: "/security_groups/security_group",
	list: list[SecurityGroup]{path: "/organizations/organization/security_groups", key: "security_groups", paged: true},
}

// basicSecurityGroups are rows of the organization's list, which lack annotations. A list
// of two pages pays from the second group on.
var basicSecurityGroups = listBacked[SecurityGroup]{name: securityGroups.list.path, threshold: 1, list: securityGroups.listAll}

// List returns all security groups of the client's organization, without annotations.
//
// GET /organizations/organization/security_groups, all pages
func (s SecurityGroups) List(ctx context.Context) ([]SecurityGroup, error) {
	return basicSecurityGroups.all(ctx, s.client, "")
}

// ListAnnotated returns the security groups that have an annotation.
//
// GET /organizations/organization/security_groups, all pages
func (s SecurityGroups) ListAnnotated(ctx context.Context, key, value string) ([]SecurityGroup, error) {
	return securityGroups.list.all(ctx, s.client, s.client.organization.lookup("organization"),
		lookup{"annotations[]", "key", key}, lookup{"annotations[]", "value", value})
}

// Get returns a security group, or ErrNotFound.
//
// GET /security_groups/security_group
func (s SecurityGroups) Get(ctx context.Context, groupID string) (SecurityGroup, error) {
	return securityGroups.get(ctx, s.client, groupID)
}

// GetBasics returns a security group, or ErrNotFound. Under a maximum age it may lack
// annotations.
//
// GET /security_groups/security_group, or under a maximum age
// GET /organizations/organization/security_groups for many groups
func (s SecurityGroups) GetBasics(ctx context.Context, groupID string) (SecurityGroup, error) {
	return basicSecurityGroups.get(ctx, s.client, "", groupID, func(ctx context.Context) (SecurityGroup, error) { return s.Get(ctx, groupID) })
}

// Create creates a security group in the client's organization. If the response is lost,
// it searches among the groups that were not there before. It returns ValidationFailed
// for refused arguments, or a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/security_groups
func (s SecurityGroups) Create(ctx context.Context, a SecurityGroupArguments) (SecurityGroup, error) {
	organization := s.client.organization.lookup("organization")
	how := creation[SecurityGroup]{
		path: securityGroups.list.path, arguments: a.with(organization),
		recovery: notThereBefore(s.client, securityGroups.list, nil,
			func(g SecurityGroup) (bool, error) { return a.matches(g), nil }, organization),
	}
	if a.Name != nil {
		how.conflictKey = "security group " + *a.Name
	}
	group, _, err := securityGroups.create(ctx, s.client, how)
	return group, err
}

// matches reports whether a group has the values of the arguments. Annotations do not
// count, as lists lack them.
func (a SecurityGroupArguments) matches(g SecurityGroup) bool {
	return (a.Name == nil || *a.Name == g.Name) &&
		(a.AllowAllInbound == nil || *a.AllowAllInbound == g.AllowAllInbound) &&
		(a.AllowAllOutbound == nil || *a.AllowAllOutbound == g.AllowAllOutbound) &&
		(a.Associations == nil || sameElements(*a.Associations, g.Associations))
}

// with returns the arguments of a request.
func (a SecurityGroupArguments) with(lookups ...lookup) arguments {
	all := arguments{lookups: lookups, properties: a}
	if a.Annotations != nil {
		all.fields = map[string]any{"annotations": annotationList(a.Annotations)}
	}
	return all
}

// Update changes what the arguments set, and returns the changed group. A direction that
// is to allow all loses its rules. It returns ErrNotFound, or ValidationFailed for
// refused arguments.
//
// PATCH /security_groups/security_group
func (s SecurityGroups) Update(ctx context.Context, groupID string, a SecurityGroupArguments) (SecurityGroup, error) {
	return securityGroups.update(ctx, s.client, groupID, a.with())
}

// Delete deletes a security group with its rules, also while machines are associated with
// it. It returns ErrNotFound, or DeletionRestricted with the API's reasons.
//
// DELETE /security_groups/security_group
func (s SecurityGroups) Delete(ctx context.Context, groupID string) error {
	return securityGroups.delete(ctx, s.client, groupID)
}

// sameElements compares texts as sets: the API may change their order.
func sameElements(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}
