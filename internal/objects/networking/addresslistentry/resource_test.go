package addresslistentry_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslistentry"
	"terraform-provider-katapult/internal/simulator"
)

const (
	address   = "katapult_address_list_entry.bath"
	creates   = "POST /address_lists/address_list/entries"
	entries   = "GET /address_lists/address_list/entries"
	reads     = "GET /address_list_entries/address_list_entry"
	updates   = "PATCH /address_list_entries/address_list_entry"
	deletes   = "DELETE /address_list_entries/address_list_entry"
	readsList = "GET /address_lists/address_list"
	checks    = "GET /organizations/organization/available_networks"
)

func bath(list string, arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_address_list_entry\" \"bath\" {\naddress_list_id = %q\n%s\n}\n", list, strings.Join(arguments, "\n"))
}

// in returns the addresses and names of a list.
func in(w *acctest.World, list string) []string {
	l, _ := w.Object(list)
	var all []string
	shown, _ := l["entries"].([]any)
	for _, e := range shown {
		entry, _ := e.(map[string]any)
		all = append(all, strings.TrimSpace(fmt.Sprint(entry["address"], " ", entry["name"])))
	}
	return all
}

// only returns the ID of the only entry of a list.
func only(w *acctest.World, list string) string {
	l, _ := w.Object(list)
	shown, _ := l["entries"].([]any)
	entry, _ := shown[0].(map[string]any)
	id, _ := entry["id"].(string)
	return id
}

func check(condition func() error) resource.TestCheckFunc {
	return func(*terraform.State) error { return condition() }
}

func TestEveryAttributeButTheListChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list := w.AddAddressList("offices")
	same := statecheck.CompareValue(compare.ValuesSame())
	has := func(address string, name knownvalue.Check) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			same.AddStateValue("katapult_address_list_entry.bath", tfjsonpath.New("id")),
			acctest.Has("katapult_address_list_entry.bath", "address", knownvalue.StringExact(address)),
			acctest.Has("katapult_address_list_entry.bath", "name", name),
			acctest.Has("katapult_address_list_entry.bath", "address_list_id", knownvalue.StringExact(list)),
		}
	}
	w.Run(
		resource.TestStep{
			Config:            bath(list, `address = "203.0.113.7"`),
			ConfigStateChecks: has("203.0.113.7", knownvalue.Null()),
		},
		resource.TestStep{
			Config:            bath(list, `address = "203.0.113.7"`, `name = "Bath"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("203.0.113.7", knownvalue.StringExact("Bath")),
		},
		resource.TestStep{
			Config:            bath(list, `address = "2001:db8::/32"`, `name = "Bath"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("2001:db8::/32", knownvalue.StringExact("Bath")),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true}, // by the ID alone
		resource.TestStep{ // cleared
			Config:            bath(list, `address = "2001:db8::/32"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("2001:db8::/32", knownvalue.Null()),
		},
	)
}

// The official provider renamed the entry in the old list and wrote the new one into the
// state.
func TestAnotherListMovesTheEntry(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	first, second := w.AddAddressList("first"), w.AddAddressList("second")
	w.Run(
		resource.TestStep{Config: bath(first, `address = "203.0.113.7"`)},
		resource.TestStep{
			Config:           bath(second, `address = "203.0.113.7"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			Check: check(func() error {
				if len(in(w, first)) > 0 || !slices.Equal(in(w, second), []string{"203.0.113.7"}) {
					return fmt.Errorf("the lists have %q and %q", in(w, first), in(w, second))
				}
				return nil
			}),
		},
	)
}

func TestAddressStaysAsItIsWritten(t *testing.T) {
	t.Parallel()
	for written, others := range map[string][]string{
		"2001:DB8:0::7":   {"2001:db8::7", "2001:db8::7/128"},
		"203.0.113.7":     {"203.0.113.7/32"},
		"203.0.113.77/24": {"203.0.113.0/24"},
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, addresslistentry.Object)
			list := w.AddAddressList("offices")
			steps := []resource.TestStep{{Config: bath(list, fmt.Sprintf("address = %q", written))}}
			for _, other := range others {
				steps = append(steps, resource.TestStep{ // as the API might write it
					PreConfig:         func() { w.Change(only(w, list), map[string]any{"address": other}) },
					Config:            bath(list, fmt.Sprintf("address = %q", written)),
					ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
					ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "address", knownvalue.StringExact(written))},
				}, resource.TestStep{ // as somebody else might write it
					Config: bath(list, fmt.Sprintf("address = %q", other)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				})
			}
			w.Run(steps...)
			if n := w.Count(updates); n > 0 {
				t.Errorf("%d changes of a spelling", n)
			}
		})
	}
}

func TestWhatIsNoAddressIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	for _, bad := range []string{"", "example.com", "203.0.113.0/33"} {
		w.Run(resource.TestStep{
			Config: bath("adlst_1", fmt.Sprintf("address = %q", bad)), PlanOnly: true,
			ExpectError: acctest.Matches(`Invalid address`, `address = "`, `must be an IP address`),
		})
	}
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests for a configuration that cannot work", n)
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{
		"by the entry":  `id = "%[2]s"`,
		"by both":       `id = "%[1]s/%[2]s"`,
		"by identity":   `identity = { address_list_id = "%[1]s", id = "%[2]s" }`,
		"with a margin": `id = " %[1]s/ %[2]s"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, addresslistentry.Object)
			w.AddAddressList("another", "203.0.113.7")
			list := w.AddAddressList("offices", "198.51.100.1")
			id := w.AddAddressListEntry(list, "203.0.113.7", "Bath")
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = katapult_address_list_entry.bath\n  "+by+"\n}\n", list, id) + bath(list, `address = "203.0.113.7"`, `name = "Bath"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfNothingAndOfAnotherKindSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"adlste_doesnotexist00":                     `address_list_entry_not_found`,
		"adlst_doesnotexist00/adlste_doesnotexist0": `Cannot import non-existent remote object`,
		"adlst_doesnotexist00":                      `is not of the form ADDRESS_LIST_ID/ID, such as adlst_…/adlste_…, nor the ID of an entry alone`,
		"adlste_1/adlst_1":                          `Its parts are in another order: use "adlst_1/adlste_1"`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, addresslistentry.Object).Run(resource.TestStep{
				Config:   fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + bath("adlst_1", `address = "203.0.113.7"`),
				PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

// The official provider wrote what it could not find back into the state.
func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list := w.AddAddressList("offices")
	config := bath(list, `address = "203.0.113.7"`)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        func() { w.Remove(only(w, list)) },
			Config:           config,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestEntryOfADeletedListLeavesTheState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list, other := w.AddAddressList("offices"), w.AddAddressList("others")
	w.Run(
		resource.TestStep{Config: bath(list, `address = "203.0.113.7"`)},
		resource.TestStep{
			PreConfig: func() {
				w.Do(http.MethodDelete, "/address_lists/address_list", map[string]any{"address_list": map[string]any{"id": list}})
			},
			Config:           bath(other, `address = "203.0.113.7"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list := w.AddAddressList("offices")
	config := bath(list, `address = "203.0.113.7"`, `name = "Bath"`)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        func() { w.Change(only(w, list), map[string]any{"address": "198.51.100.1", "name": "edited"}) },
			Config:           config,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			Check: check(func() error {
				if got := in(w, list); !slices.Equal(got, []string{"203.0.113.7 Bath"}) {
					return fmt.Errorf("the list has %q", got)
				}
				return nil
			}),
		},
	)
}

func TestStatesOfTheOfficialProvider(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list    string // what the state says
		refresh string
		plans   string
	}{
		"as it was created":                        {`%[1]q`, "true", "No changes"},
		"as it was created, unread":                {`%[1]q`, "false", "No changes"},
		"imported: the list is found":              {`null`, "true", "No changes"},
		"imported, unread: adopted in place":       {`null`, "false", "Plan: 0 to add, 1 to change, 0 to destroy."},
		"said to be in a list that it is not in":   {`%[2]q`, "true", "No changes"},
		"said to be in a list that does not exist": {`"adlst_none"`, "true", "No changes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, addresslistentry.Object)
			other, list := w.AddAddressList("others"), w.AddAddressList("offices")
			id := w.AddAddressListEntry(list, "203.0.113.7", "")
			shell := w.Shell(bath(list, `address = "203.0.113.7"`, `name = ""`))
			shell.WriteState("katapult_address_list_entry", "bath", fmt.Sprintf(`{"id": %[3]q, "address": "203.0.113.7", "name": "", "address_list_id": `+test.list+`}`, list, other, id))
			output, err := shell.Run("plan", "-no-color", "-refresh="+test.refresh)
			if err != nil || !strings.Contains(output, test.plans) {
				t.Errorf("%v, want %q\n%s", err, test.plans, output)
			}
			if output, err := shell.Run("apply", "-auto-approve", "-no-color", "-refresh="+test.refresh); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if w.Count(updates)+w.Count(deletes)+w.Count(creates) > 0 {
				t.Error("it was changed")
			}
		})
	}
}

// A state that was written when a change of the list left the entry where it was.
func TestEntryThatStayedInTheOldListIsMoved(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	old, list := w.AddAddressList("old"), w.AddAddressList("offices")
	id := w.AddAddressListEntry(old, "203.0.113.7", "Bath")
	shell := w.Shell(bath(list, `address = "203.0.113.7"`, `name = "Bath"`))
	shell.WriteState("katapult_address_list_entry", "bath", fmt.Sprintf(`{"id": %q, "address": "203.0.113.7", "name": "Bath", "address_list_id": %q}`, id, list))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || !strings.Contains(output, "1 added, 0 changed, 1 destroyed") || len(in(w, old)) > 0 || !slices.Equal(in(w, list), []string{"203.0.113.7 Bath"}) {
		t.Errorf("%v: %q, %q\n%s", err, in(w, old), in(w, list), output)
	}
}

func TestAdoptedEntryThatIsInAnotherListIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	other, list := w.AddAddressList("others"), w.AddAddressList("offices")
	id := w.AddAddressListEntry(other, "203.0.113.7", "Bath")
	shell := w.Shell(bath(list, `address = "203.0.113.7"`, `name = "Bath"`))
	shell.WriteState("katapult_address_list_entry", "bath", fmt.Sprintf(`{"id": %q, "address": "203.0.113.7", "name": "Bath", "address_list_id": null}`, id))
	output, err := shell.Run("apply", "-auto-approve", "-no-color", "-refresh=false")
	if err == nil || !acctest.Matches(`Cannot update katapult_address_list_entry`, `address_list_id = "`+list, `in another address list, `+other, `Plan again with a refresh`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestRefusalsAreShownAtTheirArgument(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list := w.AddAddressList("offices")
	invalid := simulator.Fault{Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{"Address has already been taken"}}}
	w.Run(
		resource.TestStep{
			Config:      bath("adlst_none", `address = "203.0.113.7"`),
			ExpectError: acctest.Matches(`Cannot create katapult_address_list_entry`, `address_list_id = "adlst_none"`, `address_list_not_found`),
		},
		resource.TestStep{
			PreConfig:   func() { w.Inject(invalid.On(creates)) },
			Config:      bath(list, `address = "203.0.113.7"`),
			ExpectError: acctest.Matches(`Cannot create katapult_address_list_entry`, `address = "203.0.113.7"`, `already been taken`),
		},
		resource.TestStep{Config: bath(list, `address = "203.0.113.7"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(invalid.On(updates)) },
			Config:      bath(list, `address = "203.0.113.8"`),
			ExpectError: acctest.Matches(`Cannot update katapult_address_list_entry`, `address = "203.0.113.8"`, `Updating "203.0.113.7" \(adlst_\w+/adlste_\w+\) failed`),
		},
		resource.TestStep{Config: bath(list, `address = "203.0.113.7"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestCreateWhoseAnswerIsLostMakesOneEntry(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, addresslistentry.Object)
			list := w.AddAddressList("offices")
			theirs := w.AddAddressListEntry(list, "203.0.113.7", "Bath")
			config := bath(list, `address = "203.0.113.7"`, `name = "Bath"`)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{
					Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
					Check: check(func() error {
						if n := len(in(w, list)); n != 2 {
							return fmt.Errorf("%d entries", n)
						}
						return nil
					}),
				},
			)
			if _, exists := w.Object(theirs); !exists {
				t.Error("the entry that was there before is gone")
			}
		})
	}
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list := w.AddAddressList("offices")
	config := bath(list, `address = "203.0.113.7"`)
	for _, fault := range []simulator.Fault{{Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2}, {DropBefore: true}, {DropAfter: true}} {
		w.Run(
			resource.TestStep{Config: config},
			resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: config, Destroy: true},
		)
	}
}

func TestPlanOfEntriesTakesOneRequestForEachList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	first, second := w.AddAddressList("first"), w.AddAddressList("second")
	shell := w.Shell(fmt.Sprintf(`resource "katapult_address_list_entry" "e" {
  count           = 60
  address_list_id = [%q, %q][count.index %% 2]
  address         = "198.51.100.${count.index}"
}
`, first, second))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if made := w.Count(creates) + w.Count(entries) + w.Count(checks); made != len(w.Requests()) || w.Count(entries) != 60 {
		t.Errorf("creating 60 entries took %d requests", len(w.Requests()))
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(readsList) != 2 || len(w.Requests()) != 2+w.Count(checks) {
		t.Errorf("planning 60 entries took %d requests", len(w.Requests()))
	}
}
