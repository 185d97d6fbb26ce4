package katapult

import "net/http"

var authorizedKeysRoutes = []route{{
	operation: "GET /virtual_machine/authorized_keys", handle: getAuthorizedKeys,
	scopes: "virtual_machines:authorized_keys",
}}

var authorizedKeysErrors = map[string]string{
	"continuous_management_disabled":   "Continuous management of authorized keys is disabled for this virtual machine",
	"no_virtual_machine_for_api_token": "No virtual machine is associated with the API token",
}

// getAuthorizedKeys responds with the keys of the machine that the token belongs to. A
// build turns their continuous management off, so only ManageKeys turns it on.
func getAuthorizedKeys(c *call) (any, error) {
	machine := c.store.get("virtual_machine", c.token.VirtualMachine)
	if machine == nil || machine.trashed {
		return nil, fail(http.StatusNotFound, "no_virtual_machine_for_api_token", nil)
	}
	keys, managed := machine.fields["authorized_keys"].(string)
	if !managed {
		return nil, fail(http.StatusConflict, "continuous_management_disabled", nil)
	}
	return plainText(keys), nil
}

// ManageKeys makes a token belong to a machine, whose keys the API manages from now on.
func (s *Simulator) ManageKeys(token, machineID, keys string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.giveToken(token, s.mustGet(machineID), keys)
}

func (s *Simulator) giveToken(token string, machine *record, keys string) {
	given := s.tokens[token]
	given.Value, given.VirtualMachine = token, machine.id
	s.tokens[token] = given
	machine.fields["authorized_keys"] = keys
}
