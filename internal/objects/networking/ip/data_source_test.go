package ip_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
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
		"vip":         "true", "label": "website", "allocation_id": acctest.Null, "allocation_type": acctest.Null,
	}, `id = "`+id+`"`, `address = "`+address+`"`)
}

func TestVersionSixIsTold(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	id, address := lease(w, "ipv6", nil)
	w.Reads("katapult_ip", map[string]string{"id": id, "version": "6", "vip": "false", "label": acctest.Null}, `address = "`+address+`"`)
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
		"no key":          {``, []string{`Exactly one of these attributes must be configured: \[id,address\]`}},
		"two keys":        {"id = \"a\"\naddress = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,address\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_ip", test.arguments, test.says...)
		})
	}
}
