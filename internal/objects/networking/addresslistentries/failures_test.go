package addresslistentries_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslistentries"
	"terraform-provider-katapult/internal/simulator"
)

func TestLostAnswerAddsNothingTwice(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, addresslistentries.Object)
			list := w.AddAddressList("offices", "192.0.2.1")
			config := offices(list, "203.0.113.7", "198.51.100.1 Rome")
			w.Inject(fault.On(bulk))
			w.Run(
				resource.TestStep{Config: config, Check: has(w, list, "203.0.113.7", "198.51.100.1 Rome")},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				resource.TestStep{
					PreConfig: func() { w.Inject(fault.On(bulk)) },
					Config:    offices(list, "203.0.113.7", "198.51.100.2"), Check: has(w, list, "203.0.113.7", "198.51.100.2"),
				},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(bulk)) }, Config: config, Destroy: true},
			)
		})
	}
}

func TestRefusedChangeIsShownAtItsArgumentAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "192.0.2.1")
	invalid := simulator.Fault{Operation: bulk, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{"Address is reserved"}}}
	w.Inject(invalid)
	w.Run(
		resource.TestStep{
			Config:      offices(list, "203.0.113.7"),
			ExpectError: acctest.Matches(`Cannot create katapult_address_list_entries`, `entries = \[`, `Address is reserved`),
		},
		resource.TestStep{Config: offices(list, "203.0.113.7"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(invalid) },
			Config:      offices(list, "203.0.113.8"),
			ExpectError: acctest.Matches(`Cannot update katapult_address_list_entries`, `Address is reserved`),
		},
		resource.TestStep{Config: offices(list, "203.0.113.7"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

// halfway has a list with an entry of another name: the new ones are added, and the change
// of the name is refused.
func halfway(t *testing.T) (w *acctest.World, list, config string) {
	t.Helper()
	w = acctest.New(t, addresslistentries.Object)
	list = w.AddAddressList("offices")
	w.AddAddressListEntry(list, "192.0.2.1", "theirs")
	w.Inject(simulator.Fault{Operation: renames, Status: http.StatusUnprocessableEntity, Code: "validation_error"})
	return w, list, offices(list, "192.0.2.1 ours", "203.0.113.7", "198.51.100.1")
}

func TestCreateThatFailsHalfwayIsTaintedAndDestroysWhatItHasAdded(t *testing.T) {
	t.Parallel()
	for name, alsoFails := range map[string]int{"and the list can be read": 0, "and the list cannot be read": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, list, config := halfway(t)
			if alsoFails > 0 {
				w.Inject(simulator.Fault{Operation: reads, Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted"})
			}
			shell := w.Shell(config)
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil || !strings.Contains(output, "Cannot create katapult_address_list_entries") {
				t.Fatalf("%v\n%s", err, output)
			}
			w.AddAddressListEntry(list, "192.0.2.2", "theirs")
			if output := run(t, shell, "plan"); !strings.Contains(output, "1 to add, 0 to change, 1 to destroy") {
				t.Error(output)
			}
			run(t, shell, "destroy", "-auto-approve")
			if err := has(w, list, "192.0.2.1 theirs", "192.0.2.2 theirs")(nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestApplyAfterACreateThatFailedHalfwayDoesItAll(t *testing.T) {
	t.Parallel()
	for name, repair := range map[string][]string{"replaced": nil, "untainted": {"untaint", address}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, list, config := halfway(t)
			shell := w.Shell(config)
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil {
				t.Fatal(output)
			}
			if repair != nil {
				run(t, shell, repair...)
			}
			run(t, shell, "apply", "-auto-approve")
			run(t, shell, "plan", "-detailed-exitcode")
			if err := has(w, list, "192.0.2.1 ours", "203.0.113.7", "198.51.100.1")(nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestUpdateThatFailsHalfwayIsFinishedByTheNextApply(t *testing.T) {
	t.Parallel()
	w, list, config := halfway(t)
	shell := w.Shell(offices(list, "192.0.2.1 theirs"))
	run(t, shell, "apply", "-auto-approve")
	shell.Configure(w.ProviderBlock() + config)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil || !strings.Contains(output, "Cannot update") {
		t.Fatal(output)
	}
	run(t, shell, "apply", "-auto-approve")
	run(t, shell, "plan", "-detailed-exitcode")
	if err := has(w, list, "192.0.2.1 ours", "203.0.113.7", "198.51.100.1")(nil); err != nil {
		t.Error(err)
	}
}

func TestAPIThatChangesNothingIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices")
	w.Inject(simulator.Fault{Operation: bulk, Times: -1, Status: http.StatusOK, Body: "{}", ContentType: "application/json"})
	output, err := w.Shell(offices(list, "203.0.113.7")).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_address_list_entries`, `still differs after 3 changes that the API has accepted`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestUnreadableListIsAnErrorAndStaysInTheState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices")
	shell := w.Shell(offices(list, "203.0.113.7"))
	run(t, shell, "apply", "-auto-approve")
	w.Inject(simulator.Fault{Operation: reads, Status: http.StatusForbidden, Code: "scope_not_granted"})
	if output, err := shell.Run("plan", "-no-color"); err == nil || !acctest.Matches(`Cannot read katapult_address_list_entries`, `scope_not_granted`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	run(t, shell, "plan", "-detailed-exitcode")
}
