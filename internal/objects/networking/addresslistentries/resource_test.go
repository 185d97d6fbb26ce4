package addresslistentries_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslist"
	"terraform-provider-katapult/internal/objects/networking/addresslistentries"
	"terraform-provider-katapult/internal/objects/networking/addresslistentry"
)

const (
	address = "katapult_address_list_entries.offices"
	bulk    = "POST /address_lists/address_list/entries/bulk"
	renames = "PATCH /address_list_entries/address_list_entry"
	deletes = "DELETE /address_list_entries/address_list_entry"
	reads   = "GET /address_lists/address_list"
	checks  = "GET /organizations/organization/available_networks"
)

// offices is a configuration. Entries are addresses, and names after a blank.
func offices(list string, entries ...string) string {
	var all strings.Builder
	for _, e := range entries {
		address, name, named := strings.Cut(e, " ")
		fmt.Fprintf(&all, "{ address = %q", address)
		if named {
			fmt.Fprintf(&all, ", name = %q", name)
		}
		all.WriteString(" },\n")
	}
	return fmt.Sprintf("resource \"katapult_address_list_entries\" \"offices\" {\naddress_list_id = %q\nentries = [\n%s]\n}\n", list, all.String())
}

// in returns the addresses and names of a list, sorted.
func in(w *acctest.World, list string) []string {
	l, _ := w.Object(list)
	all := []string{}
	shown, _ := l["entries"].([]any)
	for _, e := range shown {
		entry, _ := e.(map[string]any)
		all = append(all, strings.TrimSpace(fmt.Sprint(entry["address"], " ", entry["name"])))
	}
	slices.Sort(all)
	return all
}

// has checks what is in a list.
func has(w *acctest.World, list string, entries ...string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		slices.Sort(entries)
		if got := in(w, list); !slices.Equal(got, entries) {
			return fmt.Errorf("the list has %q, want %q", got, entries)
		}
		return nil
	}
}

func TestListHasWhatTheConfigurationHas(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "192.0.2.1")
	step := func(action plancheck.ResourceActionType, entries ...string) resource.TestStep {
		return resource.TestStep{
			Config: offices(list, entries...), ConfigPlanChecks: acctest.Plans(address, action), Check: has(w, list, entries...),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "entries", knownvalue.ListSizeExact(len(entries)))},
		}
	}
	w.Run(
		step(plancheck.ResourceActionCreate, "203.0.113.7", "2001:db8::/32 Bath"),
		step(plancheck.ResourceActionNoop, "2001:db8::/32 Bath", "203.0.113.7"),
		step(plancheck.ResourceActionUpdate, "203.0.113.7", "2001:db8::/32 Bath", "198.51.100.0/24 Rome"), // one more
		step(plancheck.ResourceActionUpdate, "203.0.113.7", "198.51.100.0/24 Rome"),                       // one less
		step(plancheck.ResourceActionUpdate, "203.0.113.7 Bath", "198.51.100.0/24 Roma"),                  // renamed
		step(plancheck.ResourceActionUpdate, "203.0.113.7", "198.51.100.0/24 Roma"),                       // without a name
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "address_list_id", ImportStateIdFunc: acctest.AttributeOf(address, "address_list_id"),
		},
		step(plancheck.ResourceActionUpdate),
	)
}

func TestAnotherListForcesANewResource(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	first, second := w.AddAddressList("first"), w.AddAddressList("second")
	w.Run(
		resource.TestStep{Config: offices(first, "203.0.113.7")},
		resource.TestStep{
			Config: offices(second, "203.0.113.7"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			Check: resource.ComposeTestCheckFunc(has(w, first), has(w, second, "203.0.113.7")),
		},
	)
}

func TestAddressesStayAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "2001:db8::7", "203.0.113.7/32")
	written := []string{"2001:DB8:0::7", "203.0.113.7", "198.51.100.77/24 Rome"}
	w.Run(
		resource.TestStep{Config: offices(list, written...), Check: has(w, list, "2001:db8::7", "203.0.113.7/32", "198.51.100.77/24 Rome")},
		resource.TestStep{Config: offices(list, written...), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config: offices(list, "2001:db8::7/128", "203.0.113.7", "198.51.100.0/24 Rome"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
		resource.TestStep{ // one is changed: the others stay in the list, in their spelling
			Config: offices(list, "2001:db8::7/128", "203.0.113.7", "192.0.2.1"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			Check: has(w, list, "2001:db8::7", "203.0.113.7/32", "192.0.2.1"),
		},
	)
}

func TestBlankNameIsNoName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "203.0.113.7")
	w.Run(
		resource.TestStep{Config: offices(list, "203.0.113.7 "), Check: has(w, list, "203.0.113.7")},
		resource.TestStep{Config: offices(list, "203.0.113.7 "), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestBadEntriesAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	for entries, says := range map[string][]string{
		"example.com":                   {`Invalid address`, `"example.com" must be an IP address`},
		"203.0.113.7 a;203.0.113.7/32":  {`Address twice`, `"203.0.113.7" and "203.0.113.7/32" are the same address`},
		"2001:db8::1;2001:DB8:0:0::1 b": {`Address twice`, `leave one of the two entries out`},
	} {
		w.Run(resource.TestStep{Config: offices("adlst_1", strings.Split(entries, ";")...), PlanOnly: true, ExpectError: acctest.Matches(says...)})
	}
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests for configurations that cannot work", n)
	}
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "203.0.113.7")
	w.AddAddressListEntry(list, "2001:db8::/32", "Bath")
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { address_list_id = %q }\n}\n", address, list) + offices(list, "203.0.113.7", "2001:db8::/32 Bath"),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestDriftIsUndone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices")
	config := offices(list, "203.0.113.7 Bath", "198.51.100.1")
	drift := func(happens func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: happens, Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			Check: has(w, list, "203.0.113.7 Bath", "198.51.100.1"),
		}
	}
	w.Run(
		resource.TestStep{Config: config},
		drift(func() { w.Remove(id(w, list, "203.0.113.7")) }),
		drift(func() { w.Change(id(w, list, "203.0.113.7"), map[string]any{"name": "edited"}) }),
		drift(func() { w.Change(id(w, list, "203.0.113.7"), map[string]any{"address": "192.0.2.1"}) }),
		drift(func() { w.AddAddressListEntry(list, "192.0.2.1", "theirs") }),
		drift(func() { w.AddAddressListEntry(list, "203.0.113.7", "twice") }),
		drift(func() { w.AddAddressListEntry(list, "203.0.113.7/32", "") }),
	)
}

// id returns the ID of the first entry of a list with an address.
func id(w *acctest.World, list, address string) string {
	l, _ := w.Object(list)
	shown, _ := l["entries"].([]any)
	for _, e := range shown {
		if entry, _ := e.(map[string]any); entry["address"] == address {
			return fmt.Sprint(entry["id"])
		}
	}
	return ""
}

func TestListThatIsDeletedOutsideLeavesTheState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices")
	shell := w.Shell(offices(list, "203.0.113.7"))
	run(t, shell, "apply", "-auto-approve")
	w.Do(http.MethodDelete, "/address_lists/address_list", map[string]any{"address_list": map[string]any{"id": list}})
	if output := run(t, shell, "plan"); !strings.Contains(output, "Plan: 1 to add, 0 to change, 0 to destroy.") {
		t.Error(output)
	}
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_address_list_entries`, `address_list_id = "`+list, `address_list_not_found`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func run(t *testing.T, shell *acctest.Shell, arguments ...string) string {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return output
}

func TestEntriesOfOthersThatWillBeRemovedAreNamedInThePlan(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "203.0.113.7", "192.0.2.1", "192.0.2.2")
	shell := w.Shell(offices(list, "203.0.113.7", "198.51.100.1"))
	warns := func(output string, parts ...string) {
		t.Helper()
		if !acctest.Matches(append([]string{`Warning: Address list entries will be removed`}, parts...)...).MatchString(output) {
			t.Error(output)
		}
	}
	warns(run(t, shell, "plan"), `An apply removes 2 entries from address list `+list, `192.0.2.1, 192.0.2.2`)
	run(t, shell, "apply", "-auto-approve")
	w.AddAddressListEntry(list, "192.0.2.3", "theirs")
	warns(run(t, shell, "plan"), `An apply removes 1 entries`, `192.0.2.3`)
	shell.Configure(w.ProviderBlock() + offices(list, "203.0.113.7", "192.0.2.3 theirs")) // taken over; our own goes
	if output := run(t, shell, "apply", "-auto-approve"); strings.Contains(output, "Warning") {
		t.Error(output)
	}
	shell.Configure(w.ProviderBlock() + offices(list, "203.0.113.7"))
	if output := run(t, shell, "apply", "-auto-approve"); strings.Contains(output, "Warning") {
		t.Error(output)
	}
}

func TestDestroyLeavesWhatOthersHaveAdded(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices", "192.0.2.1")
	shell := w.Shell(offices(list, "203.0.113.7", "198.51.100.1"))
	run(t, shell, "apply", "-auto-approve")
	w.AddAddressListEntry(list, "192.0.2.2", "theirs")
	run(t, shell, "destroy", "-auto-approve")
	if err := has(w, list, "192.0.2.2 theirs")(nil); err != nil {
		t.Error(err)
	}
}

func TestSingleEntriesAndTheWholeListAreWarnedAbout(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object, addresslistentries.Object, addresslistentry.Object)
	single := "resource \"katapult_address_list_entry\" \"e\" {\n  count = 3\n  address_list_id = %s\n  address = \"192.0.2.${count.index}\"\n}\n"
	known, created := w.AddAddressList("offices"), "resource \"katapult_address_list\" \"l\" {\n  name = \"l\"\n}\n"
	for name, config := range map[string]string{
		"in the plan": offices(known, "203.0.113.7") + fmt.Sprintf(single, fmt.Sprintf("%q", known)),
		"in the apply": created + strings.Replace(offices("", "203.0.113.7"), `""`, "katapult_address_list.l.id", 1) +
			fmt.Sprintf(single, "katapult_address_list.l.id"),
	} {
		command := map[string][]string{"in the plan": {"plan"}, "in the apply": {"apply", "-auto-approve"}}[name]
		output := run(t, w.Shell(config), command...)
		if strings.Count(output, "Object managed twice") != 1 ||
			!acctest.Matches(`What belongs to address list adlst_\w+ is managed by resources of the types katapult_address_list_entries and katapult_address_list_entry`).MatchString(output) {
			t.Errorf("%s:\n%s", name, output)
		}
	}
}

// Whoever replaces single entries by the whole list keeps what both have.
func TestEntriesThatTheWholeListTakesOverAreKept(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object, addresslistentry.Object)
	list := w.AddAddressList("offices")
	shell := w.Shell(fmt.Sprintf("resource \"katapult_address_list_entry\" \"e\" {\n  count = 20\n  address_list_id = %q\n  address = \"192.0.2.${count.index}\"\n}\n", list))
	run(t, shell, "apply", "-auto-approve")
	shell.Configure(w.ProviderBlock() + offices(list, "192.0.2.0", "192.0.2.1 Bath", "203.0.113.7"))
	run(t, shell, "apply", "-auto-approve")
	if output := run(t, shell, "plan", "-detailed-exitcode"); !strings.Contains(output, "No changes") {
		t.Error(output)
	}
	if err := has(w, list, "192.0.2.0", "192.0.2.1 Bath", "203.0.113.7")(nil); err != nil {
		t.Error(err)
	}
}

func TestTwoResourcesForOneListAreRefused(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices")
	config := offices(list, "203.0.113.7") + strings.Replace(offices(list, "198.51.100.1"), `"offices"`, `"again"`, 1)
	w.Run(resource.TestStep{Config: config, ExpectError: acctest.Matches(`Cannot create katapult_address_list_entries`, `another resource of this configuration has written`)})
}

func TestRequestsOfAListOfFiveHundred(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) { // on a busy machine what was read would be old by then
		w := acctest.New(t, addresslist.Object, addresslistentries.Object)
		shell := w.Shell(`
resource "katapult_address_list" "l" {
  name = "l"
}

resource "katapult_address_list_entries" "all" {
  address_list_id = katapult_address_list.l.id
  entries = [for n in range(500) : {
    address = "10.0.${floor(n / 250)}.${n % 250}"
    name    = "host ${n}"
  }]
}
`)
		for _, work := range []struct {
			arguments []string
			most      int // without the checks of the credentials
		}{
			{[]string{"apply", "-auto-approve"}, 5},       // two for the list; one to read, one to change and one to verify the entries
			{[]string{"plan", "-detailed-exitcode"}, 1},   // both resources share it
			{[]string{"destroy", "-auto-approve"}, 1 + 4}, // the refresh; three for the entries, one for the list
		} {
			w.ResetRequests()
			run(t, shell, work.arguments...)
			if made := len(w.Requests()) - w.Count(checks); made > work.most {
				t.Errorf("%v took %d requests, want %d at the most", work.arguments, made, work.most)
			}
			t.Logf("%v: %d requests", work.arguments, len(w.Requests())-w.Count(checks))
		}
	})
}
