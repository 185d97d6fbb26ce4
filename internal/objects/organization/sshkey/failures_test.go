package sshkey_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/sshkey"
	"terraform-provider-katapult/internal/simulator"
)

func TestRefusedKeyIsShownAtItsArgumentAndLeavesNothing(t *testing.T) {
	t.Parallel()
	for sentence, at := range map[string]string{
		"Name has already been taken": `name = "laptop"`, "Key is invalid": `public_key = "ssh-ed25519`, "Fingerprint has already been taken": `public_key = "ssh-ed25519`,
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, sshkey.Object)
			w.Inject(simulator.Fault{
				Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error",
				Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
			})
			w.Run(
				resource.TestStep{Config: laptop("laptop", laptopKey), ExpectError: acctest.Matches(`Cannot create katapult_ssh_key`, at, `Creating "laptop" failed`, sentence)},
				resource.TestStep{Config: laptop("laptop", laptopKey), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
			)
		})
	}
}

func TestCreateWhoseResponseIsLostMakesOneKey(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, sshkey.Object)
			other := w.AddSSHKey("laptop", laptopKey)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: laptop("laptop", laptopKey)},
				resource.TestStep{Config: laptop("laptop", laptopKey), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the key that was there before is gone")
			}
		})
	}
}

func TestRefusedDeletionKeepsTheKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.Run(
		resource.TestStep{Config: laptop("laptop", laptopKey)},
		resource.TestStep{
			PreConfig: func() { w.Restrict(w.Only(kind), "A build still needs it") },
			Config:    laptop("laptop", laptopKey), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_ssh_key`, `Deleting "laptop" \(key_\w+\) failed`, `A build still needs it`, `409 deletion_restricted`),
		},
		resource.TestStep{
			PreConfig: func() { w.Restrict(w.Only(kind)) }, Config: laptop("laptop", laptopKey), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

func TestDeletionWhoseResponseIsLostIsDone(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, sshkey.Object)
			w.Run(
				resource.TestStep{Config: laptop("laptop", laptopKey)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: laptop("laptop", laptopKey), Destroy: true},
			)
		})
	}
}

// The key may still be there: a wrong organization has none of them.
func TestListThatFailsEmptiesNoState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.Run(
		resource.TestStep{Config: laptop("laptop", laptopKey)},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: lists, Status: http.StatusNotFound, Code: "organization_not_found"})
			},
			Config: laptop("laptop", laptopKey), ExpectError: acctest.Matches(`Cannot read katapult_ssh_key`, `404 organization_not_found`),
		},
		resource.TestStep{Config: laptop("laptop", laptopKey), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}
