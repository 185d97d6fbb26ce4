package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	fault "terraform-provider-katapult/internal/simulator"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// read refreshes a state whose resources have only what identifies them, and
// returns the resulting attributes. Data sources have no state, so it reads the
// same number of them.
func read(t *testing.T, shell *acctest.Shell, typeName string, states []string) []any {
	t.Helper()
	if states[0] != "" {
		shell.WriteState(typeName, "r", states...)
	}
	if output, err := shell.Run("apply", "-refresh-only", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var state struct {
		Resources []struct {
			Instances []struct{ Attributes any }
		}
	}
	if err := json.Unmarshal([]byte(shell.Read("terraform.tfstate")), &state); err != nil {
		t.Fatal(err)
	}
	var all []any
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			all = append(all, i.Attributes)
		}
	}
	if len(all) != len(states) {
		t.Fatalf("%d of %d %s are left", len(all), len(states), typeName)
	}
	return all
}

// The states are the same whether lists are permitted or refused.
func TestStateIsTheSameFromAListAndFromSingleAnswers(t *testing.T) {
	t.Parallel()
	kinds := map[string]struct {
		list, single string
		// make creates various objects and returns their states.
		make func(w *acctest.World) (config string, states []string)
		rows int // objects that are read from the list
	}{
		"katapult_address_list": {
			"GET /organizations/organization/address_lists", "GET /address_lists/address_list", addressListsOfAllSorts, 5,
		},
		"katapult_address_list_entry": {
			"GET /address_lists/address_list", "GET /address_list_entries/address_list_entry", entriesOfAllSorts, 8,
		},
		"katapult_dns_record": {
			"GET /dns_zones/dns_zone/records", "GET /dns_records/dns_record", recordsOfAllSorts, 8,
		},
		"katapult_dns_zone": {
			"GET /organizations/organization/dns_zones", "GET /dns_zones/dns_zone", zonesOfAllSorts, 8,
		},
		"katapult_file_storage_volume": {
			"GET /organizations/organization/file_storage_volumes", "GET /file_storage_volumes/file_storage_volume", volumesOfAllSorts, 5,
		},
		"katapult_ip": {
			"GET /organizations/organization/ip_addresses", "GET /ip_addresses/ip_address", addressesOfAllSorts, 8,
		},
		"katapult_ip_reverse_dns": {
			"GET /organizations/organization/ip_addresses", "GET /ip_addresses/ip_address", namesOfAllSorts, 5,
		},
		"katapult_object_storage_access_key": {
			"GET /organizations/organization/object_storage/access_keys", "GET /object_storage/access_keys/access_key", accessKeysOfAllSorts, 5,
		},
		"katapult_security_group": {
			"GET /organizations/organization/security_groups", "GET /security_groups/security_group", securityGroupsOfAllSorts, 7,
		},
		"katapult_security_group_rule": {
			"GET /security_groups/security_group/rules", "GET /security_groups/rules/security_group_rule", rulesOfAllSorts, 8,
		},
		"katapult_tag": {
			"GET /organizations/organization/tags", "GET /tags/tag", tagsOfAllSorts, 5,
		},
		"katapult_virtual_machine_group": {
			"GET /organizations/organization/virtual_machine_groups", "GET /virtual_machine_groups/virtual_machine_group", groupsOfAllSorts, 5,
		},
		"katapult_disk_assignment": {
			"GET /virtual_machines/virtual_machine/disks", "GET /disks/disk", assignmentsOfAllSorts, 8,
		},
		"katapult_virtual_network": {
			"GET /organizations/organization/virtual_networks", "GET /virtual_networks/virtual_network", networksOfAllSorts, 5,
		},
	}
	for typeName, kind := range kinds {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, registry.All()...)
			config, states := kind.make(w)
			shell := w.Shell(config)
			listed := read(t, shell, typeName, states)
			if w.Count(kind.list) == 0 || w.Count(kind.single) > len(states)-kind.rows {
				t.Errorf("%d lists and %d single reads: they were not read from the list", w.Count(kind.list), w.Count(kind.single))
			}
			w.ResetRequests()
			w.Inject(fault.Fault{Operation: kind.list, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
			single := read(t, shell, typeName, states)
			if w.Count(kind.single) != len(states) {
				t.Errorf("%d single reads of %d objects", w.Count(kind.single), len(states))
			}
			for n := range states {
				if !reflect.DeepEqual(listed[n], single[n]) {
					t.Errorf("from the list: %v\nby itself: %v", listed[n], single[n])
				}
			}
		})
	}
}

// A disk is read from the list if its configuration sets nothing that lists lack, which
// the state tells in private: so the disks are made by an apply.
func TestDiskIsTheSameFromAListAndFromSingleAnswers(t *testing.T) {
	t.Parallel()
	const list, single, disks = "GET /organizations/organization/disks", "GET /disks/disk", 8
	w := acctest.New(t, registry.All()...)
	shell := w.Shell(fmt.Sprintf("resource \"katapult_disk\" \"r\" {\n  count = %d\n  name = \"disk ${count.index}\"\n  data_center = \"uk-lon-01\"\n  size_in_gb = 10\n}\n", disks))
	spent(t, w, shell, "apply", "-auto-approve")
	machine := w.AddVirtualMachine(simulator.VM{Name: "db"})
	for n, d := range w.Objects("disk")[:disks] {
		id, _ := d["id"].(string)
		change := map[string]any{"name": fmt.Sprintf("other %d", n), "size_in_gb": 10 + n, "state": []string{"built", "resizing"}[n%2]}
		if n%3 == 0 {
			change["virtual_machine_disk"] = map[string]any{"virtual_machine": map[string]any{"id": machine}, "state": "attached", "attach_on_boot": true, "boot": false}
		}
		w.Change(id, change)
	}
	w.ResetRequests()
	listed := read(t, shell, "katapult_disk", make([]string, disks))
	if w.Count(list) == 0 || w.Count(single) > 3 {
		t.Errorf("%d lists and %d single reads: they were not read from the list", w.Count(list), w.Count(single))
	}
	w.ResetRequests()
	w.Inject(fault.Fault{Operation: list, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	alone := read(t, shell, "katapult_disk", make([]string, disks))
	if w.Count(single) != disks {
		t.Errorf("%d single reads of %d disks", w.Count(single), disks)
	}
	if !reflect.DeepEqual(listed, alone) {
		t.Errorf("from the list: %v\nby itself: %v", listed, alone)
	}
}

func groupsOfAllSorts(w *acctest.World) (config string, states []string) {
	var values []string
	for n := range 8 {
		id := w.AddGroup(fmt.Sprintf("group %d", n))
		w.Change(id, map[string]any{"segregate": n%2 == 0, "auto_segregate": n%3 == 0})
		states, values = append(states, fmt.Sprintf(`{"id": %q}`, id)), append(values, id)
	}
	return counted("katapult_virtual_machine_group", "r", values, "name = local.r[count.index]"), states
}

func addressListsOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 8 {
		id := w.AddAddressList(fmt.Sprintf("list %d", n), make([]string, n)...)
		states, ids = append(states, fmt.Sprintf(`{"id": %q}`, id)), append(ids, id)
	}
	return counted("katapult_address_list", "r", ids, "name = local.r[count.index]"), states
}

func entriesOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	list := w.AddAddressList("offices")
	for n := range 8 {
		id := w.AddAddressListEntry(list, []string{"203.0.113.7", "2001:DB8::/32", "198.51.100.77/24"}[n%3], []string{"", "Bath"}[n%2])
		states, ids = append(states, fmt.Sprintf(`{"id": %q, "address_list_id": %q}`, id, list)), append(ids, id)
	}
	return counted("katapult_address_list_entry", "r", ids, fmt.Sprintf("address_list_id = %q", list), `address = "203.0.113.7"`), states
}

// volumesOfAllSorts have no annotations, which lists lack.
func volumesOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 8 {
		id := w.AddFileStorageVolume(fmt.Sprintf("volume %d", n), []string{"vm_a", "vm_b"}[:n%3]...)
		w.Change(id, map[string]any{"state": []string{"ready", "configuring", "failed"}[n%3], "data_center": map[string]any{"id": []string{"loc_UUhPmoCbpic6UX0Y", "dc_Wm37yAq0BHhKXsPa"}[n%2]}})
		states, ids = append(states, fmt.Sprintf(`{"id": %q, "name": "volume"}`, id)), append(ids, id)
	}
	return counted("katapult_file_storage_volume", "r", ids, "name = local.r[count.index]"), states
}

func zonesOfAllSorts(w *acctest.World) (config string, states []string) {
	var names []string
	for n := range 8 {
		name := fmt.Sprintf("example-%d.com", n)
		id := w.AddDNSZone(name)
		w.Change(id, map[string]any{"default_ttl": 60 * (n + 1), "verified": n%2 == 0})
		states, names = append(states, fmt.Sprintf(`{"id": %q}`, id)), append(names, name)
	}
	return counted("katapult_dns_zone", "r", names, "name = local.r[count.index]"), states
}

func recordsOfAllSorts(w *acctest.World) (config string, states []string) {
	var zones []string
	for n := range 8 {
		zone := w.AddDNSZone(fmt.Sprintf("example-%d.com", n/4))
		if n%4 > 0 {
			zone = zones[n-1]
		}
		zones = append(zones, zone)
		name := []string{"www", "", "*.dev"}[n%3]
		id := ""
		switch n % 4 {
		case 0:
			id = w.AddDNSRecord(zone, name, "A", map[string]string{"ip_address": "203.0.113.7"})
		case 1:
			id = w.AddDNSRecord(zone, name, "TXT", map[string]string{"content": `say "hello"`})
		case 2:
			id = w.AddDNSRecord(zone, name, "SRV", map[string]string{"weight": "10", "port": "5060", "target": "sip.example.net"})
			w.Change(id, map[string]any{"priority": n})
		default:
			id = w.AddDNSRecord(zone, name, "CAA", map[string]string{"flag": "0", "tag": "issue", "value": "letsencrypt.org"})
			w.Change(id, map[string]any{"ttl": 60})
		}
		states = append(states, fmt.Sprintf(`{"id": %q, "dns_zone_id": %q}`, id, zone))
	}
	return counted("katapult_dns_record", "r", zones, "dns_zone_id = local.r[count.index]", `type = "A"`, `value = "203.0.113.7"`), states
}

// securityGroupsOfAllSorts have no annotations, which lists lack.
func securityGroupsOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 8 {
		id := w.AddSecurityGroup(fmt.Sprintf("group %d", n), map[string]any{
			"allow_all_inbound": n%2 == 0, "allow_all_outbound": n%3 == 0, "associations": []any{"tag_a", "tag_b"}[:n%3],
		})
		states, ids = append(states, fmt.Sprintf(`{"id": %q, "name": "group", "external_rules": %t}`, id, n%4 == 0)), append(ids, id)
	}
	return counted("katapult_security_group", "r", ids, "name = local.r[count.index]"), states
}

func rulesOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	group := w.AddSecurityGroup("web", nil)
	for n := range 8 {
		id := w.AddSecurityGroupRule(group, map[string]any{
			"direction": []string{"inbound", "outbound"}[n%2], "protocol": []string{"TCP", "UDP", "ICMP"}[n%3], "action": []string{"allow", "deny"}[n/4],
			"ports": []any{"80,443", "53", nil}[n%3], "targets": []any{"all:ipv4", "10.0.0.1/24"}[:n%3], "notes": []any{nil, "why"}[n%2],
		})
		states, ids = append(states, fmt.Sprintf(`{"id": %q, "security_group_id": %q}`, id, group)), append(ids, id)
	}
	return counted("katapult_security_group_rule", "r", ids, `security_group_id = "x"`, `direction = "inbound"`, `protocol = "tcp"`, `targets = []`), states
}

func tagsOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 8 {
		id := w.AddTag(fmt.Sprintf("tag %d", n), []string{"red", "pastel_red", "dark_blue"}[n%3])
		states, ids = append(states, fmt.Sprintf(`{"id": %q}`, id)), append(ids, id)
	}
	return counted("katapult_tag", "r", ids, "name = local.r[count.index]"), states
}

// accessKeysOfAllSorts have credentials or none, and buckets or none.
func accessKeysOfAllSorts(w *acctest.World) (config string, states []string) {
	w.AddObjectStorageAccount("uk-lon-1", time.Hour)
	var ids []string
	for n := range 8 {
		id := w.AddAccessKey(fmt.Sprintf("key %d", n), map[string]any{"all_buckets_read": n%2 == 0, "all_objects_read": n%3 == 0, "all_objects_write": n%4 == 0})
		if n%2 == 0 {
			w.Do("POST", "/object_storage/access_keys/access_key/generate_credentials", map[string]any{"access_key": map[string]any{"id": id}})
		}
		states, ids = append(states, fmt.Sprintf(`{"id": %q}`, id)), append(ids, id)
	}
	w.AddBucket("assets", map[string]any{"access_control_list": map[string]any{"read_key_ids": ids[:6], "write_key_ids": ids[3:]}})
	return counted("katapult_object_storage_access_key", "r", ids, "name = local.r[count.index]", `region = "uk-lon-1"`), states
}

// addressesOfAllSorts has two VIPs, which lists do not tell all about, and an address that
// has become one.
func addressesOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 14 {
		body := map[string]any{
			"organization": map[string]any{"sub_domain": "acme"}, "version": []string{"ipv4", "ipv6"}[n%2],
			"network": map[string]any{"id": []string{"netw_gVRkZdSKczfNg34P", "netw_gnlxBcgtF7xyMslK"}[n/2%2]},
		}
		if n < 2 {
			body["vip"], body["label"] = true, fmt.Sprintf("vip %d", n)
		}
		address, _ := w.Do("POST", "/organizations/organization/ip_addresses", body)["ip_address"].(map[string]any)
		id, _ := address["id"].(string)
		network, _ := address["network"].(map[string]any)
		ids = append(ids, id)
		states = append(states, fmt.Sprintf(`{"id": %q, "network_id": %q, "address_with_mask": %q, "vip": %t}`, id, network["id"], address["address_with_mask"], n < 2))
		switch n {
		case 9:
			w.Change(id, map[string]any{"vip": true, "label": "new"})
		case 8:
			w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true, Addresses: []string{id}})
		case 10:
			w.Change(id, map[string]any{"reverse_dns": "www.example.com"})
		}
	}
	return counted("katapult_ip", "r", ids, "network_id = local.r[count.index]"), states
}

func namesOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 8 {
		address, _ := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
			"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"permalink": "uk-lon-01-public"}, "version": "ipv4",
		})["ip_address"].(map[string]any)
		id, _ := address["id"].(string)
		if n%2 == 0 {
			w.Change(id, map[string]any{"reverse_dns": fmt.Sprintf("www-%d.example.com", n)})
		}
		states, ids = append(states, fmt.Sprintf(`{"id": %q, "ip_address_id": %[1]q}`, id)), append(ids, id)
	}
	return counted("katapult_ip_reverse_dns", "r", ids, "ip_address_id = local.r[count.index]", `reverse_dns = "www.example.com"`), states
}

func networksOfAllSorts(w *acctest.World) (config string, states []string) {
	var ids []string
	for n := range 8 {
		id := w.AddVirtualNetwork(fmt.Sprintf("network %d", n), []string{"uk-lon-01", "nl-ams-01"}[n%2])
		states, ids = append(states, fmt.Sprintf(`{"id": %q}`, id)), append(ids, id)
	}
	return counted("katapult_virtual_network", "r", ids, "name = local.r[count.index]"), states
}

func assignmentsOfAllSorts(w *acctest.World) (config string, states []string) {
	pairs := assigned(w, 2, 8)
	for n, p := range pairs {
		w.Change(p[1], map[string]any{"virtual_machine_disk": map[string]any{
			"state": []string{"attached", "detached", "attaching", "detaching"}[n%4], "attach_on_boot": n%2 == 0,
		}})
		states = append(states, fmt.Sprintf(`{"id": "%[1]s/%[2]s", "virtual_machine_id": %[1]q, "disk_id": %[2]q}`, p[0], p[1]))
	}
	w.Change(pairs[4][0], map[string]any{"state": "stopped"})
	return counted("katapult_disk_assignment", "r", pairs,
		"virtual_machine_id = local.r[count.index][0]", "disk_id = local.r[count.index][1]"), states
}
