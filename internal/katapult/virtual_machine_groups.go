package katapult

import "context"

// VirtualMachineGroups is access to virtual machine groups. All its calls are
// synchronous, and groups have no trash.
type VirtualMachineGroups struct{ client *Client }

// VirtualMachineGroup groups virtual machines. A segregating group keeps them on
// different hypervisors. Names are not unique.
type VirtualMachineGroup struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Segregate makes members run on different hypervisors if possible.
	Segregate bool `json:"segregate"`
	// AutoSegregate lets Katapult move members apart by itself.
	AutoSegregate bool `json:"auto_segregate"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
}

// VirtualMachineGroupArguments are the arguments of a group. Nil is the API's
// default in Create, and no change in Update.
type VirtualMachineGroupArguments struct {
	Name          *string `json:"name,omitempty"`
	Segregate     *bool   `json:"segregate,omitempty"`
	AutoSegregate *bool   `json:"auto_segregate,omitempty"`
}

func (g VirtualMachineGroup) identity() string { return g.ID }

var virtualMachineGroups = object[VirtualMachineGroup]{
	key: "virtual_machine_group", path: "/virtual_machine_groups/virtual_machine_group",
	list:      list[VirtualMachineGroup]{path: "/organizations/organization/virtual_machine_groups", key: "virtual_machine_groups"},
	listAfter: 3,
}

// List returns all groups of the client's organization, oldest first.
//
// GET /organizations/organization/virtual_machine_groups, without pages
func (s VirtualMachineGroups) List(ctx context.Context) ([]VirtualMachineGroup, error) {
	return virtualMachineGroups.all(ctx, s.client)
}

// Get returns a group, or ErrNotFound.
//
// GET /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Get(ctx context.Context, groupID string) (VirtualMachineGroup, error) {
	return virtualMachineGroups.get(ctx, s.client, groupID)
}

// Create creates a group in the client's organization. If the response is lost, it
// searches for the group. It returns ValidationFailed for refused arguments, or a
// rest.UnresolvedCreateError.
//
// POST /organizations/organization/virtual_machine_groups
func (s VirtualMachineGroups) Create(ctx context.Context, a VirtualMachineGroupArguments) (VirtualMachineGroup, error) {
	organization := s.client.organization.lookup("organization")
	how := creation[VirtualMachineGroup]{
		path:      virtualMachineGroups.list.path,
		arguments: arguments{lookups: []lookup{organization}, properties: a},
		recovery: createdSince(s.client, virtualMachineGroups.list,
			func(g VirtualMachineGroup) int64 { return g.CreatedAt }, a.matches, organization),
	}
	if a.Name != nil {
		how.conflictKey = "virtual machine group " + *a.Name
	}
	group, _, err := virtualMachineGroups.create(ctx, s.client, how)
	return group, err
}

// matches reports whether a group has the values of the arguments.
func (a VirtualMachineGroupArguments) matches(g VirtualMachineGroup) bool {
	return (a.Name == nil || *a.Name == g.Name) &&
		(a.Segregate == nil || *a.Segregate == g.Segregate) &&
		(a.AutoSegregate == nil || *a.AutoSegregate == g.AutoSegregate)
}

// Update changes what the arguments set and returns the changed group. It returns
// ErrNotFound, or ValidationFailed for refused arguments.
//
// PATCH /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Update(ctx context.Context, groupID string, a VirtualMachineGroupArguments) (VirtualMachineGroup, error) {
	return virtualMachineGroups.update(ctx, s.client, groupID, arguments{properties: a})
}

// Delete deletes a group; its members stay, without a group. It returns
// ErrNotFound, or DeletionRestricted with the API's reasons.
//
// DELETE /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Delete(ctx context.Context, groupID string) error {
	return virtualMachineGroups.delete(ctx, s.client, groupID)
}
