package virtualmachine_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
	"terraform-provider-katapult/internal/objects/storage/disk"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const stack = `
resource "katapult_virtual_network" "backend" {
  name           = "backend"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
}

resource "katapult_ip" "web" {
  count      = 4
  network_id = "netw_gVRkZdSKczfNg34P"
}

resource "katapult_virtual_machine" "web" {
  count = 4

  name                = "web-${count.index}"
  description         = "changed ${count.index}"
  data_center         = "uk-lon-01"
  package             = "rock-1"
  disk_template       = "ubuntu-18-04"
  ip_address_ids      = [katapult_ip.web[count.index].id]
  virtual_network_ids = [katapult_virtual_network.backend.id]
}

resource "katapult_disk" "data" {
  count       = 4
  name        = "data-${count.index}"
  size_in_gb  = 10
  data_center = "uk-lon-01"
}

resource "katapult_disk_assignment" "data" {
  count              = 4
  virtual_machine_id = katapult_virtual_machine.web[count.index].id
  disk_id            = katapult_disk.data[count.index].id
}
`

// dice makes requests and tasks go wrong at random.
type dice struct {
	mu sync.Mutex
	*rand.Rand
}

func (d *dice) fault(string) *simulator.Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Float64() > 0.06 {
		return nil
	}
	return []*simulator.Fault{
		{DropBefore: true},
		{DropAfter: true},
		{Status: http.StatusServiceUnavailable, Code: "service_unavailable"},
		{Status: http.StatusTooManyRequests, Code: "rate_limit_reached"},
	}[d.IntN(4)]
}

func (d *dice) fails(string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Float64() < 0.08
}

// Whatever goes wrong, applies that are repeated end with what the configuration says: no
// machine is lost, none is there twice, and a destroy leaves nothing.
func TestFaultsAtRandomLoseAndDuplicateNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object, ip.Object, virtualnetwork.Object, disk.Object, diskassignment.Object)
				shell := w.Shell(stack)
				d := &dice{Rand: rand.New(rand.NewPCG(seed, seed))}
				throw := func() { w.InjectFunc(d.fault); w.FailTasksFunc(d.fails) }
				stop := func() { w.InjectFunc(nil); w.FailTasksFunc(nil) }
				until := func(command string) {
					throw()
					_, err := shell.Run(command, "-auto-approve", "-no-color")
					for attempt := 0; err != nil && attempt < 8; attempt++ {
						_, err = shell.Run(command, "-auto-approve", "-no-color")
					}
					stop()
					if err != nil {
						if output, err := shell.Run(command, "-auto-approve", "-no-color"); err != nil {
							t.Fatalf("%s without faults: %v\n%s", command, err, output)
						}
					}
				}
				until("apply")
				if output, err := shell.Run("plan", "-no-color"); err != nil || !strings.Contains(output, "No changes") {
					t.Errorf("%v\n%s", err, output)
				}
				state := shell.Read("terraform.tfstate")
				for kind, want := range map[string]int{"virtual_machine": 4, "ip_address": 4, "virtual_network": 1, "disk": 8} {
					objects := w.Objects(kind)
					if len(objects) != want {
						t.Errorf("%d of %s, not %d", len(objects), kind, want)
					}
					for _, o := range objects {
						if id, _ := o["id"].(string); !strings.Contains(state, id) {
							t.Errorf("%s %s (%v) is in nobody's state", kind, id, o["name"])
						}
					}
				}
				until("destroy")
				for _, kind := range []string{"virtual_machine", "ip_address", "virtual_network", "disk", "virtual_machine_network_interface"} {
					if left := len(w.Objects(kind)); left > 0 {
						t.Errorf("%d of %s are left", left, kind)
					}
				}
			})
		})
	}
}
