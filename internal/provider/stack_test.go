package provider_test

import (
	"fmt"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// TestManyDisksAndInterfacesOfOneMachineAtOnce creates, toggles and destroys
// them in one apply each, while all of them compete for the machine's lock.
func TestManyDisksAndInterfacesOfOneMachineAtOnce(t *testing.T) {
	t.Parallel()
	for _, parallelism := range []string{"10", "30"} {
		t.Run("parallelism "+parallelism, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewWith(t, func(o *simulator.Options) { o.TaskTime = 300 * time.Millisecond }, registry.All()...)
			machine := w.AddVirtualMachine(simulator.VM{Name: "db"})
			network := w.AddVirtualNetwork("backend", "uk-lon-01")
			var disks []string
			for d := range 10 {
				disk := w.AddDisk(fmt.Sprintf("data-%d", d))
				w.Change(disk, map[string]any{"state": "built"})
				disks = append(disks, disk)
			}
			attached := fmt.Sprintf("virtual_machine_id = %q\n  attached = var.attached", machine)
			shell := w.Shell("variable \"attached\" {\n  default = true\n}\n" +
				counted("katapult_disk_assignment", "d", disks, "disk_id = local.d[count.index]", attached) +
				counted("katapult_virtual_machine_network_interface", "n", make([]int, 5),
					fmt.Sprintf("virtual_network_id = %q", network), `network_speed_profile = "1gbps"`, attached))
			run := func(arguments ...string) {
				t.Helper()
				if output, err := shell.Run(append(arguments, "-no-color", "-parallelism="+parallelism)...); err != nil {
					t.Fatalf("%v: %v\n%s", arguments, err, output)
				}
			}
			states := func(want string) {
				t.Helper()
				for _, d := range disks {
					object, _ := w.Object(d)
					if a, _ := object["virtual_machine_disk"].(map[string]any); a["state"] != want {
						t.Errorf("disk %s is %v, want %s", d, a["state"], want)
					}
				}
				for _, n := range w.Objects("virtual_machine_network_interface") {
					if n["state"] != want {
						t.Errorf("interface %v is %v, want %s", n["id"], n["state"], want)
					}
				}
			}
			run("apply", "-auto-approve")
			states("attached")
			run("plan", "-detailed-exitcode")
			run("apply", "-auto-approve", "-var=attached=false")
			states("detached")
			run("apply", "-auto-approve")
			states("attached")
			run("destroy", "-auto-approve")
			if left := w.Objects("virtual_machine_network_interface"); len(left) > 0 {
				t.Errorf("interfaces are left: %v", left)
			}
			for _, d := range disks {
				if object, _ := w.Object(d); object["virtual_machine_disk"] != nil {
					t.Errorf("disk %s is still assigned: %v", d, object["virtual_machine_disk"])
				}
			}
		})
	}
}
