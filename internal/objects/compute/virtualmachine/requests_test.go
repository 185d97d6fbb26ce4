package virtualmachine_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
)

// Ten machines, each with an address and a virtual network, polling included.
func TestRequestsOfTenMachines(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object, ip.Object, virtualnetwork.Object)
		for _, task := range []string{"Start virtual machine", "Stop virtual machine", "Purge items from trash"} {
			w.SetTaskTime(task, 0, 2)
		}
		w.SetTaskTime(buildTask, 5, 5)
		shell := w.Shell("")
		shell.Serve(acctest.Released) // it polls as seldom as for users
		shell.Configure(w.ProviderBlock() + `
resource "katapult_virtual_network" "backend" {
  name           = "backend"
  data_center_id = "` + inLondon + `"
}

resource "katapult_ip" "web" {
  count      = 10
  network_id = "` + public + `"
}

resource "katapult_virtual_machine" "web" {
  count = 10

  hostname            = "web-${count.index}"
  data_center         = "uk-lon-01"
  package             = "rock-1"
  disk_template       = "ubuntu-18-04"
  ip_address_ids      = [katapult_ip.web[count.index].id]
  virtual_network_ids = [katapult_virtual_network.backend.id]
}
`)
		for _, step := range []struct {
			command string
			most    int
		}{{"apply", 105}, {"plan", 45}, {"destroy", 120}} {
			before := len(w.Requests())
			arguments := []string{step.command, "-no-color"}
			if step.command != "plan" {
				arguments = append(arguments, "-auto-approve")
			}
			if output, err := shell.Run(arguments...); err != nil {
				t.Fatal(err, output)
			}
			counts := map[string]int{}
			for _, r := range w.Requests()[before:] {
				counts[r.Operation]++
			}
			sent := len(w.Requests()) - before
			var lines []string
			for _, operation := range slices.Sorted(maps.Keys(counts)) {
				lines = append(lines, fmt.Sprintf("%4d %s", counts[operation], operation))
			}
			t.Logf("%s: %d requests\n%s", step.command, sent, strings.Join(lines, "\n"))
			if sent > step.most {
				t.Errorf("%s sends %d requests, more than %d", step.command, sent, step.most)
			}
		}
	})
}
