package katapult

import (
	"slices"
	"testing"

	contract "terraform-provider-katapult/internal/contract/katapult"
)

// operationsNotNeeded are those that no type has to reach, each with its reason.
var operationsNotNeeded = map[string]string{
	"POST /organizations/organization/virtual_machines/build": "build_from_spec does all that it does, and more",
}

// TestEveryOperationIsReached: what the API can do can be done with a type of the
// provider. A method of the client says in its comment which operations it sends, and
// types reach those methods that they name.
func TestEveryOperationIsReached(t *testing.T) {
	t.Parallel()
	c := contract.Open(t)
	if c == nil {
		t.Skip("there is no contract")
	}
	all := c.Operations()
	if len(all) < 180 {
		t.Fatalf("the contract has no more than %d operations", len(all))
	}
	methods := clientMethods(t)
	reached := map[string]bool{}
	for name := range reachedMethods(t, methods) {
		for _, operation := range methods[name].operations {
			if !slices.Contains(all, operation) && !contract.IsNewer(operation) {
				t.Errorf("%s says that it sends %s, which the contract does not have", name, operation)
			}
			reached[operation] = true
		}
	}
	for _, operation := range all {
		expected := operationsNotNeeded[operation] == ""
		switch {
		case expected && !reached[operation]:
			t.Errorf("no type reaches %s", operation)
		case !expected && reached[operation]:
			t.Errorf("a type reaches %s: take it off the list", operation)
		}
	}
	for operation := range operationsNotNeeded {
		if !slices.Contains(all, operation) {
			t.Errorf("the contract has no %s", operation)
		}
	}
}
