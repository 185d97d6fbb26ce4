//go:build !race

package provider_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// A plan of a hundred of a kind takes one list, or one request each where no list tells
// all: whichever is fewer. The check and the first three, which are read before it pays to
// list, come on top.
func TestRequestsOfAHundred(t *testing.T) {
	t.Parallel()
	const few, perDisk = 5, 101
	for name, test := range map[string]struct {
		config string
		most   int
	}{
		"disks": {`resource "katapult_disk" "r" {
  count       = 100
  name        = "data-${count.index}"
  data_center = "uk-lon-01"
  size_in_gb  = 10
}`, few},
		"disks with an IO profile": {`resource "katapult_disk" "r" {
  count         = 100
  name          = "data-${count.index}"
  data_center   = "uk-lon-01"
  size_in_gb    = 10
  io_profile_id = "diop_slvkma43oVxjJcRk"
}`, perDisk},
		"addresses with their reverse names": {`resource "katapult_ip" "r" {
  count      = 100
  network_id = "netw_gVRkZdSKczfNg34P"
}

resource "katapult_ip_reverse_dns" "r" {
  count         = 100
  ip_address_id = katapult_ip.r[count.index].id
  reverse_dns   = "www-${count.index}.example.com"
}`, few},
		"backup policies": {`resource "katapult_disk" "r" {
  name        = "data"
  data_center = "uk-lon-01"
  size_in_gb  = 10
}

resource "katapult_disk_backup_policy" "r" {
  count   = 100
  disk_id = katapult_disk.r.id
}`, 102},
		"file storage volumes": {`resource "katapult_file_storage_volume" "r" {
  count       = 100
  name        = "volume-${count.index}"
  data_center = "uk-lon-01"
}`, few},
		"certificates": {`resource "katapult_self_signed_certificate" "r" {
  count = 100
  name  = "www-${count.index}.example.com"
}`, 101},
		"object storage access keys": {`resource "katapult_object_storage_account" "r" {
  region = "uk-lon-1"
}

resource "katapult_object_storage_access_key" "r" {
  count  = 100
  name   = "key ${count.index}"
  region = katapult_object_storage_account.r.region
}`, few + 1},
		"buckets": {`resource "katapult_object_storage_account" "r" {
  region = "uk-lon-1"
}

resource "katapult_object_storage_bucket" "r" {
  count  = 100
  name   = "bucket-${count.index}"
  region = katapult_object_storage_account.r.region
}`, 102},
		"tags": {`resource "katapult_tag" "r" {
  count = 100
  name  = "tag ${count.index}"
}`, few},
		"virtual networks": {`resource "katapult_virtual_network" "r" {
  count          = 100
  name           = "network ${count.index}"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
}`, few},
		"VM groups": {`resource "katapult_virtual_machine_group" "r" {
  count = 100
  name  = "group ${count.index}"
}`, few},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, registry.All()...)
				shell := released(w, test.config)
				spent(t, w, shell, "apply", "-auto-approve")
				requests := spent(t, w, shell, "plan", "-detailed-exitcode")
				t.Logf("plan of 100 %s: %d requests", name, requests)
				if requests > test.most {
					t.Errorf("%d requests, want %d at the most", requests, test.most)
				}
			})
		})
	}
}

// An allocation is in the list of its machine's interfaces.
func TestRequestsOfIPAllocations(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		const machines, each = 5, 8
		w := acctest.New(t, registry.All()...)
		var pairs [][2]string
		for n := range machines {
			machine := w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("web-%d", n), Interface: true, Addresses: []string{}})
			for range each {
				address, _ := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
					"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"permalink": "uk-lon-01-public"}, "version": "ipv4",
				})["ip_address"].(map[string]any)
				id, _ := address["id"].(string)
				pairs = append(pairs, [2]string{machine, id})
			}
		}
		shell := released(w, counted("katapult_ip_allocation", "a", pairs,
			"virtual_machine_id = local.a[count.index][0]", "ip_address_id = local.a[count.index][1]"))
		spent(t, w, shell, "apply", "-auto-approve")
		requests := spent(t, w, shell, "plan", "-detailed-exitcode")
		t.Logf("plan of %d allocations on %d machines: %d requests", machines*each, machines, requests)
		if requests > machines+1 {
			t.Errorf("%d requests, want one for each machine and the check", requests)
		}
	})
}

// Tasks take the time that was measured, polling included.
func TestRequestsOfFiftyDisksWithTheirAssignments(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		const pairs, most = 50, 8
		w := acctest.NewWith(t, func(o *simulator.Options) { o.TaskTime = 0 }, registry.All()...)
		var machines []string
		for n := range 5 {
			machines = append(machines, w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("db-%d", n)}))
		}
		encoded, _ := json.Marshal(machines)
		shell := released(w, `
resource "katapult_disk" "d" {
  count       = 50
  name        = "data-${count.index}"
  data_center = "uk-lon-01"
  size_in_gb  = 10
}

resource "katapult_disk_assignment" "a" {
  count              = 50
  virtual_machine_id = `+string(encoded)+`[count.index % 5]
  disk_id            = katapult_disk.d[count.index].id
}
`)
		start := time.Now()
		requests := spent(t, w, shell, "apply", "-auto-approve")
		t.Logf("%d disks with their assignments: %.1f requests a pair, in %s", pairs, float64(requests)/pairs, time.Since(start).Round(time.Second))
		if requests > most*pairs {
			t.Errorf("%d requests, want %d at the most", requests, most*pairs)
		}
	})
}
