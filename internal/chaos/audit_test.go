package chaos_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	"terraform-provider-katapult/internal/registry"
)

func TestEveryDisagreementIsFound(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	known, twin, stray := w.AddGroup("web"), w.AddGroup("web"), w.AddGroup("stray")
	const gone = "vmgrp_gone"
	one := map[string]int{"virtual_machine_group web": 1, "virtual_machine_group stray": 1}
	both := map[string]int{"virtual_machine_group web": 2, "virtual_machine_group stray": 1}
	for name, test := range map[string]struct {
		wanted map[string]int
		states [][]string
		want   chaos.Audit
	}{
		"nothing":               {both, [][]string{{known, twin, stray}}, chaos.Audit{}},
		"nothing in two states": {both, [][]string{{known, stray}, {twin}}, chaos.Audit{}},
		"a duplicate, orphans and a ghost": {one, [][]string{{known, gone}}, chaos.Audit{
			Duplicates: []string{"virtual_machine_group web"}, Orphans: []string{twin, stray}, Ghosts: []string{gone},
		}},
		"a ghost in the second state": {both, [][]string{{known, twin}, {gone, stray}}, chaos.Audit{Ghosts: []string{gone}}},
		"shared by two states":        {both, [][]string{{known, stray}, {known, twin}}, chaos.Audit{Shared: []string{known}}},
		"shared within one state":     {both, [][]string{{known, twin, stray, twin, known, known}}, chaos.Audit{Shared: []string{known, known, twin}}},
		"shared, and gone":            {both, [][]string{{known, twin, stray, gone}, {gone}}, chaos.Audit{Ghosts: []string{gone}, Shared: []string{gone}}},
		"missing": {map[string]int{"virtual_machine_group web": 4, "virtual_machine_group stray": 1, "virtual_machine_group never": 1}, [][]string{{known, twin, stray}}, chaos.Audit{
			Missing: []string{"virtual_machine_group never", "virtual_machine_group web", "virtual_machine_group web"},
		}},
		"adopted instead of made": {map[string]int{"virtual_machine_group web": 3, "virtual_machine_group stray": 1}, [][]string{{known, twin, stray}, {known}}, chaos.Audit{
			Shared: []string{known}, Missing: []string{"virtual_machine_group web"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			states := make([]string, len(test.states))
			for i, ids := range test.states {
				states[i] = stateOf(ids)
			}
			audit, err := chaos.Compare(w.Simulator, test.wanted, states...)
			slices.Sort(test.want.Shared)
			if err != nil || audit.Clean() != strings.HasPrefix(name, "nothing") || audit.String() != test.want.String() {
				t.Errorf("%s, %v", audit, err)
			}
		})
	}
	if _, err := chaos.Compare(w.Simulator, nil, "{"); err == nil {
		t.Error("half a state is read")
	}
}

// Whatever the provider has created has to be wanted, and in a state.
func TestOrphansOfAnyKindAreFound(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	body := `{"organization":{"sub_domain":"acme"},"data_center":{"permalink":"uk-lon-01"},"properties":{"name":"backend"}}`
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		w.URL+"/core/v1/organizations/organization/virtual_networks", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+acctest.Token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Terraform/1.0 terraform-provider-katapult/test")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	w.AddVirtualNetwork("made by somebody else", "uk-lon-01")
	network, _ := w.Objects("virtual_network")[0]["id"].(string)
	for _, test := range []struct {
		state []string
		want  chaos.Audit
	}{
		{nil, chaos.Audit{Duplicates: []string{"virtual_network backend"}, Orphans: []string{network}}},
		{[]string{network}, chaos.Audit{Duplicates: []string{"virtual_network backend"}}},
	} {
		audit, err := chaos.Compare(w.Simulator, nil, stateOf(test.state))
		if err != nil || audit.String() != test.want.String() {
			t.Errorf("%s, %v", audit, err)
		}
	}
}

// stateOf is a state with managed objects, and with one that was only read.
func stateOf(ids []string) string {
	managed := make([]string, len(ids))
	for i, id := range ids {
		managed[i] = fmt.Sprintf(`{"attributes":{"id":%q}}`, id)
	}
	return fmt.Sprintf(`{"resources":[
		{"mode":"managed","instances":[%s]},
		{"mode":"data","instances":[{"attributes":{"id":"vmgrp_read"}}]}
	]}`, strings.Join(managed, ","))
}

// A part counts once per parent, and a state has it by itself or with its parent.
func TestServicesAreAuditedWithAllTheirParts(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := newWorld(t)
		s := newStack(t, w, "audit", 1, 1, chaos.Builds{}, 1)
		wanted := s.configure(w, chaos.Layout{})
		untilDone(t, s.shell, "apply")
		state := s.shell.Read("terraform.tfstate")
		check := checks(t, w, wanted)
		check("nothing has happened", state, 0, 0, 0, 0)
		for typeName, orphans := range map[string]int{
			"katapult_address_list": 2, "katapult_address_list_entry": 1, "katapult_address_list_entries": 2,
			"katapult_security_group": 4, "katapult_security_group_rule": 1, // with two inline rules
			"katapult_load_balancer": 1, "katapult_load_balancer_rule": 1, "katapult_dns_zone": 1, "katapult_dns_record": 1,
			"katapult_ssh_key": 1, "katapult_api_token": 1, "katapult_ip": 1, "katapult_ip_reverse_dns": 1,
		} {
			check("no "+typeName+" in the state", without(t, state, typeName), 0, 0, orphans, 0)
		}
		w.AddAddressListEntry(listOf(t, w, "198.51.100.1"), "198.51.100.1", "twin")
		check("an entry of a whole list twice", state, 1, 0, 0, 0)
		w.AddAddressListEntry(listOf(t, w, "192.0.2.1"), "192.0.2.1", "twin")
		check("a single entry twice", state, 2, 0, 1, 0)
		for _, kind := range []string{"dns_zone", "load_balancer", "ssh_key", "api_token"} {
			w.Remove(w.Only(kind))
		}
		check("parents were deleted with their parts", state, 2, 6, 1, 6)
	})
}

// Of an account and a bucket the API tells no ID, and a volume leaves its trash behind.
func TestStorageIsAuditedByItsNames(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := newWorld(t)
		s := newStack(t, w, "audit", 1, 1, chaos.Builds{}, 0)
		s.storage = newStorage(t, 1, "uk-lon-1")
		wanted := s.configure(w, chaos.Layout{})
		untilDone(t, s.shell, "apply")
		state := s.shell.Read("terraform.tfstate")
		check := checks(t, w, wanted)
		check("nothing has happened", state, 0, 0, 0, 0)
		for _, typeName := range []string{
			"katapult_object_storage_account", "katapult_object_storage_access_key", "katapult_object_storage_bucket", "katapult_file_storage_volume",
			"katapult_self_signed_certificate", "katapult_custom_certificate", "katapult_managed_organization",
		} {
			check("no "+typeName+" in the state", without(t, state, typeName), 0, 0, 1, 0)
		}
		w.Trash(w.Only("file_storage_volume"))
		check("the volume is in the trash", state, 1, 1, 0, 0)
		for _, kind := range []string{"object_storage_bucket", "object_storage_access_key", "object_storage_account"} {
			w.Remove(w.ID(kind, "region", "uk-lon-1"))
		}
		w.Remove(w.OrganizationID("audit-0"))
		check("more was deleted", state, 1, 5, 0, 4)
	})
}

// checks returns a check of how many differences of each kind an audit finds.
func checks(t *testing.T, w *acctest.World, wanted map[string]int) func(what, state string, duplicates, missing, orphans, ghosts int) {
	t.Helper()
	return func(what, state string, duplicates, missing, orphans, ghosts int) {
		t.Helper()
		audit, err := chaos.Compare(w.Simulator, wanted, state)
		if err != nil || len(audit.Duplicates) != duplicates || len(audit.Missing) != missing || len(audit.Orphans) != orphans || len(audit.Ghosts) != ghosts {
			t.Errorf("%s: %s, %v", what, audit, err)
		}
	}
}

// without returns a state without the resources of a type.
func without(t *testing.T, state, typeName string) string {
	t.Helper()
	var content map[string]any
	if err := json.Unmarshal([]byte(state), &content); err != nil {
		t.Fatal(err)
	}
	resources, _ := content["resources"].([]any)
	content["resources"] = slices.DeleteFunc(resources, func(r any) bool { return r.(map[string]any)["type"] == typeName }) //nolint:forcetypeassert // a state is so
	text, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// listOf returns the list of the organization that has an entry.
func listOf(t *testing.T, w *acctest.World, address string) string {
	t.Helper()
	for _, list := range w.Objects("address_list") {
		if text := fmt.Sprint(list["entries"]); list["global"] != true && strings.Contains(text, address) {
			return fmt.Sprint(list["id"])
		}
	}
	t.Fatalf("no list has %s", address)
	return ""
}
