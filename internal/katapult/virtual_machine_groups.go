package katapult

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// VirtualMachineGroups is access to virtual machine groups. All its calls are
// synchronous, and groups have no trash.
type VirtualMachineGroups struct{ client *Client }

// VirtualMachineGroup keeps virtual machines together or, when it segregates,
// on different hypervisors. Names are not unique.
type VirtualMachineGroup struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Segregate says that members run on different hypervisors if possible.
	Segregate bool `json:"segregate"`
	// AutoSegregate says that Katapult moves members apart by itself.
	AutoSegregate bool `json:"auto_segregate"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
}

// VirtualMachineGroupArguments is what can be chosen about a group. Nil means
// the API's default in Create, and no change in Update.
type VirtualMachineGroupArguments struct {
	Name          *string `json:"name,omitempty"`
	Segregate     *bool   `json:"segregate,omitempty"`
	AutoSegregate *bool   `json:"auto_segregate,omitempty"`
}

const (
	virtualMachineGroupPath  = "/virtual_machine_groups/virtual_machine_group"
	virtualMachineGroupsPath = "/organizations/organization/virtual_machine_groups"
)

// List returns all groups of the client's organization, oldest first.
//
// GET /organizations/organization/virtual_machine_groups; the answer has no pages.
func (s VirtualMachineGroups) List(ctx context.Context) ([]VirtualMachineGroup, error) {
	return virtualMachineGroups.all(ctx, s.client, "")
}

// A row of the list carries everything about a group.
var virtualMachineGroups = newListBacked("virtual machine groups", 3,
	func(ctx context.Context, c *Client, _ string) ([]VirtualMachineGroup, error) {
		return get(ctx, c, virtualMachineGroupsPath, many[VirtualMachineGroup]("virtual_machine_groups"), c.organization.lookup("organization"))
	})

// Create makes a group in the client's organization and returns it complete.
// If the answer is lost, the group is looked for. Refused arguments are
// ValidationFailed; see also rest.LostError.
//
// POST /organizations/organization/virtual_machine_groups
func (s VirtualMachineGroups) Create(ctx context.Context, a VirtualMachineGroupArguments) (VirtualMachineGroup, error) {
	organization := s.client.organization.lookup("organization")
	group, err := newCreate[VirtualMachineGroup](s.client, virtualMachineGroupsPath, "virtual_machine_group", a, organization)
	if err != nil {
		return VirtualMachineGroup{}, err
	}
	group.Description = "the virtual machine group"
	if a.Name != nil {
		group.ConflictKey = group.Description + " " + *a.Name
	}
	group.Find = func(ctx context.Context, began time.Time) ([]VirtualMachineGroup, error) {
		now := many[VirtualMachineGroup]("virtual_machine_groups")
		since, err := s.client.getSince(ctx, began, virtualMachineGroupsPath, now, organization)
		if err != nil {
			return nil, err
		}
		return createdSince(since, slices.DeleteFunc(now.value, func(g VirtualMachineGroup) bool { return !a.matches(g) }))
	}
	return rest.Create(ctx, s.client.rest, group)
}

// createdSince are those of the groups that were made at a time or later.
func createdSince(since time.Time, groups []VirtualMachineGroup) ([]VirtualMachineGroup, error) {
	for _, g := range groups {
		if g.CreatedAt == 0 {
			return nil, fmt.Errorf("the API does not say when %s was made, which is just like it", g.ID)
		}
	}
	return slices.DeleteFunc(groups, func(g VirtualMachineGroup) bool { return g.CreatedAt < since.Unix() }), nil
}

// matches reports whether a group is what the arguments ask for.
func (a VirtualMachineGroupArguments) matches(g VirtualMachineGroup) bool {
	return (a.Name == nil || *a.Name == g.Name) &&
		(a.Segregate == nil || *a.Segregate == g.Segregate) &&
		(a.AutoSegregate == nil || *a.AutoSegregate == g.AutoSegregate)
}

// Get returns a group, or ErrNotFound.
//
// GET /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Get(ctx context.Context, groupID string) (VirtualMachineGroup, error) {
	return virtualMachineGroups.read(ctx, s.client, "", groupID, func(ctx context.Context) (VirtualMachineGroup, error) {
		return get(ctx, s.client, virtualMachineGroupPath, one[VirtualMachineGroup]("virtual_machine_group"), id("virtual_machine_group", groupID))
	})
}

// Update changes what the arguments name and returns the group as it is then.
// It returns ErrNotFound, or a ValidationError for refused arguments.
//
// PATCH /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Update(ctx context.Context, groupID string, arguments VirtualMachineGroupArguments) (VirtualMachineGroup, error) {
	updated := one[VirtualMachineGroup]("virtual_machine_group")
	err := s.client.send(ctx, http.MethodPatch, virtualMachineGroupPath, arguments, updated, id("virtual_machine_group", groupID))
	return updated.value, err
}

// Delete removes a group; its members stay, without a group. It returns
// ErrNotFound, or DeletionRestricted with the API's reasons.
//
// DELETE /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Delete(ctx context.Context, groupID string) error {
	deleted := one[VirtualMachineGroup]("virtual_machine_group")
	return s.client.send(ctx, http.MethodDelete, virtualMachineGroupPath, nil, deleted, id("virtual_machine_group", groupID))
}
