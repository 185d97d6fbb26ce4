package katapult

import (
	"context"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// Codes of AuthorizedKeys.
const (
	// NoMachineForToken says that the client's token belongs to no virtual machine.
	NoMachineForToken Code = "no_virtual_machine_for_api_token"
	// ContinuousManagementDisabled says that Katapult set the keys when the machine was
	// built, and does not manage them any more.
	ContinuousManagementDisabled Code = "continuous_management_disabled"
)

// AuthorizedKeys returns the public keys that may log into the virtual machine that the
// client's token belongs to, in the format of OpenSSH's authorized_keys. It returns
// NoMachineForToken or ContinuousManagementDisabled.
//
// GET /virtual_machine/authorized_keys
func (s VirtualMachines) AuthorizedKeys(ctx context.Context) (string, error) {
	var keys string
	call := rest.Call{Method: http.MethodGet, Path: "/virtual_machine/authorized_keys", Into: &keys, Text: true}
	err := s.client.read(ctx, call, nil)
	return keys, err
}
