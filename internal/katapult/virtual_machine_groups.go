package katapult

import (
	"context"
	"net/http"
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

type virtualMachineGroupAnswer struct {
	Group VirtualMachineGroup `json:"virtual_machine_group"`
}

const virtualMachineGroupPath = "/virtual_machine_groups/virtual_machine_group"

// List returns all groups of the client's organization, oldest first.
//
// GET /organizations/organization/virtual_machine_groups; the answer has no pages.
func (s VirtualMachineGroups) List(ctx context.Context) ([]VirtualMachineGroup, error) {
	return s.collection().all(ctx, s.client)
}

// collection says that a row of the list carries everything about a group.
func (s VirtualMachineGroups) collection() collection[VirtualMachineGroup] {
	return collection[VirtualMachineGroup]{
		name: "virtual machine groups", after: 3, list: s.list,
		id: func(g VirtualMachineGroup) string { return g.ID },
	}
}

func (s VirtualMachineGroups) list(ctx context.Context) ([]VirtualMachineGroup, error) {
	var answer struct {
		Groups []VirtualMachineGroup `json:"virtual_machine_groups"`
	}
	err := s.client.get(ctx, "/organizations/organization/virtual_machine_groups", &answer,
		s.client.organization.lookup("organization"))
	return answer.Groups, err
}

// Create makes a group in the client's organization and returns it complete.
// Refused arguments are a ValidationError.
//
// POST /organizations/organization/virtual_machine_groups
func (s VirtualMachineGroups) Create(ctx context.Context, arguments VirtualMachineGroupArguments) (VirtualMachineGroup, error) {
	var answer virtualMachineGroupAnswer
	err := s.client.send(ctx, http.MethodPost, "/organizations/organization/virtual_machine_groups", arguments, &answer,
		s.client.organization.lookup("organization"))
	return answer.Group, err
}

// Get returns a group, or ErrNotFound.
//
// GET /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Get(ctx context.Context, groupID string) (VirtualMachineGroup, error) {
	return s.collection().read(ctx, s.client, groupID, func(ctx context.Context) (VirtualMachineGroup, error) {
		var answer virtualMachineGroupAnswer
		err := s.client.get(ctx, virtualMachineGroupPath, &answer, id("virtual_machine_group", groupID))
		return answer.Group, err
	})
}

// Update changes what the arguments name and returns the group as it is then.
// It returns ErrNotFound, or a ValidationError for refused arguments.
//
// PATCH /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Update(ctx context.Context, groupID string, arguments VirtualMachineGroupArguments) (VirtualMachineGroup, error) {
	var answer virtualMachineGroupAnswer
	err := s.client.send(ctx, http.MethodPatch, virtualMachineGroupPath, arguments, &answer, id("virtual_machine_group", groupID))
	return answer.Group, err
}

// Delete removes a group; its members stay, without a group. It returns
// ErrNotFound, or DeletionRestricted with the API's reasons.
//
// DELETE /virtual_machine_groups/virtual_machine_group
func (s VirtualMachineGroups) Delete(ctx context.Context, groupID string) error {
	return s.client.send(ctx, http.MethodDelete, virtualMachineGroupPath, nil, nil, id("virtual_machine_group", groupID))
}
