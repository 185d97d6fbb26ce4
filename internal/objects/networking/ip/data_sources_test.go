package ip_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
	fault "terraform-provider-katapult/internal/simulator"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const london = "netw_gVRkZdSKczfNg34P"

// lease takes an address of a version for the organization and returns its ID
// and the address.
func lease(w *acctest.World, version string, more map[string]any) (id, address string) {
	body := map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"id": london}, "version": version,
	}
	for name, value := range more {
		body[name] = value
	}
	leased, _ := w.Do("POST", "/organizations/organization/ip_addresses", body)["ip_address"].(map[string]any)
	id, _ = leased["id"].(string)
	address, _ = leased["address"].(string)
	return id, address
}

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	lease(w, "ipv4", nil)
	id, address := lease(w, "ipv4", map[string]any{"vip": true, "label": "website"})
	w.Reads("katapult_ip", map[string]string{
		"id": id, "address": address, "address_with_mask": address + "/22", "version": "4", "network_id": london,
		"reverse_dns": "198-18-0-3.rdns.katapult.cloud",
		"vip":         "true", "label": "website", "allocation_id": "", "allocation_type": "",
	}, `id = "`+id+`"`, `address = "`+address+`"`, "id = \""+id+"\"\naddress = \"203.0.113.7\"") // the ID counts
}

func TestVersionSixIsToldAndFoundInAnySpelling(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	id, address := lease(w, "ipv6", nil)
	w.Reads("katapult_ip", map[string]string{"id": id, "address": address, "version": "6", "vip": "false", "label": ""},
		`address = "`+address+`"`, `address = "2001:0DB8:0500:0:0::2"`)
}

func TestTellsWhatTheAddressIsAllocatedTo(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	id, _ := lease(w, "ipv4", nil)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true, Addresses: []string{id}})
	w.Reads("katapult_ip", map[string]string{
		"allocation_id": machine, "allocation_type": "VirtualMachine", "reverse_dns": "web.acme.katapult.cloud",
	}, `id = "`+id+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":      {`id = "ip_none"`, []string{`id = "ip_none"`, `ip_address_not_found`}},
		"no such address": {`address = "203.0.113.7"`, []string{`address = "203.0.113.7"`, `ip_address_not_found`}},
		"no key":          {``, []string{`At least one of these attributes must be configured: \[id,address\]`}},
		"a wrong one":     {"id = \"a\"\naddress = \"b\"", []string{`id = "a"`, `ip_address_not_found`}},
		"an empty one":    {`id = ""`, []string{`id = ""`, `must not be blank`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_ip", test.arguments, test.says...)
		})
	}
}

// assorted leases a free address, one in use, one of version 6 and a VIP, and one in
// another network.
func assorted(w *acctest.World) (free, used, six, vip, elsewhere string) {
	free, _ = lease(w, "ipv4", nil)
	used, _ = lease(w, "ipv4", nil)
	six, _ = lease(w, "ipv6", nil)
	vip, _ = lease(w, "ipv4", map[string]any{"vip": true, "label": "website"})
	elsewhere, _ = lease(w, "ipv4", map[string]any{"network": map[string]any{"id": amsterdam}})
	w.AddVirtualMachine(simulator.VM{ID: "vm_0000000000000001", Name: "web", Interface: true, Addresses: []string{used}})
	return free, used, six, vip, elsewhere
}

// filterings are filters, and what they let through.
func filterings(free, used, six, vip, elsewhere string) map[string]struct {
	filter map[string]string
	want   []string
} {
	return map[string]struct {
		filter map[string]string
		want   []string
	}{
		"all":               {nil, []string{free, used, six, vip, elsewhere}},
		"allocated":         {map[string]string{"allocated": "true"}, []string{used}},
		"free":              {map[string]string{"allocated": "false"}, []string{free, six, vip, elsewhere}},
		"version 6":         {map[string]string{"version": "6"}, []string{six}},
		"version 4":         {map[string]string{"version": "4"}, []string{free, used, vip, elsewhere}},
		"VIP":               {map[string]string{"vip": "true"}, []string{vip}},
		"network":           {map[string]string{"network_id": `"` + amsterdam + `"`}, []string{elsewhere}},
		"free in a network": {map[string]string{"network_id": `"` + london + `"`, "allocated": "false", "vip": "false"}, []string{free, six}},
		"nothing":           {map[string]string{"vip": "true", "version": "6"}, nil},
	}
}

func TestListsWhatTheFiltersLetThrough(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	for name, test := range filterings(assorted(w)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var arguments []string
			for argument, value := range test.filter {
				arguments = append(arguments, argument+" = "+value)
			}
			want := map[string]string{"ip_addresses.#": fmt.Sprint(len(test.want))}
			for i, id := range test.want {
				want[fmt.Sprintf("ip_addresses.%d.id", i)] = id
			}
			w.On(t).Reads("katapult_ips", want, strings.Join(arguments, "\n"))
		})
	}
}

func TestRowsTellWhatAListTells(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	assorted(w)
	w.ResetRequests()
	w.Reads("katapult_ips", map[string]string{
		"ip_addresses.0.address": "198.18.0.2", "ip_addresses.0.version": "4", "ip_addresses.0.vip": "false",
		"ip_addresses.0.reverse_dns": "198-18-0-2.rdns.katapult.cloud", "ip_addresses.0.allocation_id": "", "ip_addresses.0.allocation_type": "",
		"ip_addresses.1.reverse_dns": "web.acme.katapult.cloud", "ip_addresses.1.allocation_id": "vm_0000000000000001",
		"ip_addresses.1.allocation_type": "VirtualMachine", "ip_addresses.2.version": "6", "ip_addresses.3.vip": "true",
	}, "")
	if n := w.Count(reads); n > 0 {
		t.Errorf("%d addresses were asked for by themselves", n)
	}
}

func TestListingFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	w.Refuses("katapult_ips", `version = 5`, `version = 5`, `must be one of: \["4" "6"\]`)
	w.Refuses("katapult_ips", `network_id = " "`, `network_id = " "`, `must not be blank`)
	lease(w, "ipv4", nil)
	w.Inject(fault.Fault{Operation: reads, Status: 403, Code: "scope_not_granted"})
	w.Refuses("katapult_ips", `network_id = "netw_x"`, `Cannot read data source katapult_ips`, `403 scope_not_granted`)
}

// An address that is released between the list and its read is left out.
func TestAddressReleasedWhileListingIsLeftOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	free, _ := lease(w, "ipv4", nil)
	other, _ := lease(w, "ipv4", nil)
	w.Observe(func(e fault.Exchange) {
		if _, exists := w.Object(other); exists && e.Operation == lists {
			w.Remove(other)
		}
	})
	w.Reads("katapult_ips", map[string]string{"ip_addresses.#": "1", "ip_addresses.0.id": free}, inLondon)
}

func TestQueryListsWhatTheFiltersLetThrough(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	for name, test := range filterings(assorted(w)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			filter := map[string]string{}
			for argument, value := range test.filter {
				filter[argument] = strings.Trim(value, `"`)
			}
			var got []string
			for _, r := range w.On(t).List("katapult_ip", filter, 0) {
				got = append(got, r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["address"] != r.Name || r.Resource["network_id"] == "" {
					t.Errorf("%+v", r)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestQueryForIdentitiesAloneIsOneRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	free, used, six, vip, elsewhere := assorted(w)
	if got := w.ListIdentities("katapult_ip", nil); !slices.Equal(got, []string{free, used, six, vip, elsewhere}) {
		t.Errorf("got %v", got)
	}
	if w.Count(lists) != 1 || w.Count(reads) > 0 {
		t.Errorf("it took %v", made(w))
	}
}

func TestListedAddressesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	assorted(w)
	config := w.ImportsListed("katapult_ip", nil)
	if n := strings.Count(config, "label"); n != 1 {
		t.Errorf("%d labels, want that of the VIP:\n%s", n, config)
	}
}
