package diskassignment_test

import (
	"fmt"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// TestDiskStaysAttachedWhenItsAddressChanges: the same assignment is created
// under one address and destroyed under another one, in any order.
func TestDiskStaysAttachedWhenItsAddressChanges(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		disks, times  int
		before, after string
	}{
		"rename without moved": {6, 1, counted("old", ""), counted("new", "")},
		"count to for_each": {24, 3, counted("this", ""), `resource "katapult_disk_assignment" "this" {
  for_each           = toset(local.disks)
  virtual_machine_id = local.machines[index(local.disks, each.value) % length(local.machines)]
  disk_id            = each.value
}
`},
		"replacement that is created first": {
			1, 1, "resource \"terraform_data\" \"trigger\" {\n  input = 1\n}\n" + counted("this", createdFirst),
			"resource \"terraform_data\" \"trigger\" {\n  input = 2\n}\n" + counted("this", createdFirst),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, diskassignment.Object)
			machines, disks := make([]string, min(test.disks, 3)), make([]string, test.disks)
			for i := range machines {
				machines[i] = w.AddVirtualMachine(simulator.VM{Name: fmt.Sprint("db-", i)})
			}
			for i := range disks {
				disks[i] = w.Simulator.AddDisk(fmt.Sprint("data-", i))
			}
			locals := fmt.Sprintf("locals {\n  machines = [\"%s\"]\n  disks = [\"%s\"]\n}\n", strings.Join(machines, `", "`), strings.Join(disks, `", "`))
			shell := w.Shell(locals + test.before)
			run(t, shell, "apply", "-auto-approve")
			for range test.times { // forth and back
				shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), test.before, test.after, 1))
				test.before, test.after = test.after, test.before
				run(t, shell, "apply", "-auto-approve")
				for i, disk := range disks {
					p := pair{w, "", disk}
					if p.owner() != machines[i%len(machines)] || p.assignment()["state"] != "attached" || p.assignment()["attach_on_boot"] != true {
						t.Errorf("disk %d: %v", i, p.assignment())
					}
				}
			}
			run(t, shell, "plan", "-detailed-exitcode")
		})
	}
}

const createdFirst = `lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.trigger]
  }`

func counted(name, more string) string {
	return fmt.Sprintf(`resource "katapult_disk_assignment" %q {
  count              = length(local.disks)
  virtual_machine_id = local.machines[count.index %% length(local.machines)]
  disk_id            = local.disks[count.index]
  %s
}
`, name, more)
}

// A run that was to rename an assignment may end after the create and before the
// delete: then the state has the disk twice.
func TestDiskWithTwoAddressesStaysWhenOneIsRemoved(t *testing.T) {
	t.Parallel()
	for _, names := range [][2]string{{"first", "second"}, {"second", "first"}} {
		t.Run(names[0]+" is removed", func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, diskassignment.Object)
			machine, disk := w.AddVirtualMachine(simulator.VM{Name: "db"}), w.AddDisk("data")
			block := func(name string) string {
				return fmt.Sprintf("resource \"katapult_disk_assignment\" %q {\n  virtual_machine_id = %q\n  disk_id = %q\n}\n", name, machine, disk)
			}
			shell := w.Shell(block(names[0]))
			run(t, shell, "apply", "-auto-approve")
			for _, config := range []string{block(names[0]) + block(names[1]), block(names[1])} {
				shell.Configure(w.ProviderBlock() + config)
				run(t, shell, "apply", "-auto-approve")
			}
			run(t, shell, "plan", "-detailed-exitcode")
			if state := shell.Read("terraform.tfstate"); strings.Contains(state, `"name": "`+names[0]+`"`) {
				t.Error("the removed address is still in the state")
			}
			if p := (pair{w, machine, disk}); p.owner() != machine || p.assignment()["state"] != "attached" {
				t.Errorf("the disk is %v", p.assignment())
			}
		})
	}
}
