package virtualmachine_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	readsBuild = "GET /virtual_machines/builds/virtual_machine_build"
	purges     = "DELETE /trash_objects/trash_object"
	releases   = "POST /ip_addresses/ip_address/unallocate"
	buildTask  = "Build virtual machine"
)

// applies runs an apply and returns its output.
func applies(t *testing.T, shell *acctest.Shell) string {
	t.Helper()
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil {
		t.Fatal(err, output)
	}
	return output
}

func fails(t *testing.T, shell *acctest.Shell, says []string, command string) {
	t.Helper()
	output, err := shell.Run(command, "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(says...).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func destroys(t *testing.T, w *acctest.World, shell *acctest.Shell) string {
	t.Helper()
	output, err := shell.Run("destroy", "-auto-approve", "-no-color")
	if err != nil {
		t.Fatal(err, output)
	}
	if left := len(w.Objects("virtual_machine")) + len(w.Objects("trash_object")); left > 0 {
		t.Errorf("%d objects are left", left)
	}
	return output
}

func TestBuildWhoseResponseIsLostMakesOneMachine(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		for kind, config := range map[string]string{"named": web(basic), "generated": with("hostname", "")} {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				acctest.FastClock(t, func(t *testing.T) {
					w := acctest.New(t, virtualmachine.Object)
					w.Inject(fault.On(builds))
					w.Run(
						resource.TestStep{Config: config},
						resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
					)
				})
			})
		}
	}
}

func TestFailedBuildIsReplacedByTheNextApply(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell(web(basic))
		w.FailNextTask(buildTask)
		fails(t, shell, []string{`Cannot create katapult_virtual_machine`, `Creating "Web" \(vm_\w+\) failed`, `the build vmbuild_\w+ failed`}, "apply")
		failed := w.Only("virtual_machine")
		applies(t, shell)
		if now := w.Only("virtual_machine"); now == failed {
			t.Error("the failed machine was not replaced")
		}
		destroys(t, w, shell)
	})
}

// The machine exists some seconds after the build was asked for. A run that ends before
// that knows the build alone.
func TestMachineOfAnUnfinishedBuildIsFoundByTheNextRun(t *testing.T) {
	t.Parallel()
	short := web(basic, "timeouts {\n create = \"5s\"\n}")
	for name, next := range map[string]func(*testing.T, *acctest.World, *acctest.Shell){
		"destroyed": func(t *testing.T, w *acctest.World, shell *acctest.Shell) { t.Helper(); destroys(t, w, shell) },
		"replaced": func(t *testing.T, w *acctest.World, shell *acctest.Shell) {
			t.Helper()
			shell.Configure(w.ProviderBlock() + web(basic))
			applies(t, shell)
			w.Only("virtual_machine")
			destroys(t, w, shell)
		},
		"untainted": func(t *testing.T, w *acctest.World, shell *acctest.Shell) {
			t.Helper()
			if output, err := shell.Run("untaint", address); err != nil {
				t.Fatal(err, output)
			}
			shell.Configure(w.ProviderBlock() + web(basic))
			applies(t, shell)
			if n := w.Count(builds); n != 1 {
				t.Errorf("%d builds", n)
			}
			destroys(t, w, shell)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				shell := w.Shell(short)
				w.SetTaskTime(buildTask, 60, 60)
				fails(t, shell, []string{`Creating "Web" failed`, `the build vmbuild_\w+ was still \w*`, `to name its machine`, `create timeout of 5s`}, "apply")
				next(t, w, shell)
			})
		})
	}
}

func TestTakenHostnameNamesTheMachineThatHasIt(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		other := w.AddVirtualMachine(simulator.VM{Name: "old", Hostname: "web-1"})
		fails(t, w.Shell(web(basic)), []string{
			`Cannot create katapult_virtual_machine`, `hostname`, `virtual machine "old" \(` + other + `\) has the host name "web-1" already`,
			`If it is left over from a run that was interrupted, import it`, `import {`, `id = "` + other + `"`,
		}, "apply")
		if n := len(w.Objects("virtual_machine")); n != 1 {
			t.Errorf("%d machines", n)
		}
	})
}

func TestRefusedBuildLeavesNothing(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		w.Run(
			resource.TestStep{Config: with("package", `"boulder-1"`), ExpectError: acctest.Matches(`Cannot create katapult_virtual_machine`, `Package must exist`, `422 validation_error`)},
			resource.TestStep{Config: web(basic), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		)
	})
}

// Whichever step of a destroy fails, the next destroy goes on from there.
func TestDestroyGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	denied := simulator.Fault{Status: http.StatusForbidden, Code: "scope_not_granted"}
	for name, operation := range map[string]string{"turning off": stops, "deleting": deletes, "releasing": releases} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				ip := addAddress(w)
				shell := w.Shell(web(basic, `ip_address_ids = ["`+ip+`"]`))
				applies(t, shell)
				fault := denied
				w.Inject(fault.On(operation))
				fails(t, shell, []string{`Cannot delete katapult_virtual_machine`, `403 scope_not_granted`}, "destroy")
				if operation != releases {
					if n := len(w.Objects("trash_object")); n != 0 {
						t.Errorf("the machine is in the trash")
					}
				}
				destroys(t, w, shell)
				if address, _ := w.Object(ip); address["allocation_id"] != nil {
					t.Errorf("the address is still allocated")
				}
			})
		})
	}
}

func TestFailedPurgeIsRepeatedByTheNextDestroy(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell(web(basic))
		applies(t, shell)
		for range 3 {
			w.FailNextTask("Purge items from trash")
			fails(t, shell, []string{`Cannot delete katapult_virtual_machine`, `the task "Purge items from trash"`}, "destroy")
		}
		destroys(t, w, shell)
	})
}

// The next apply replaces a machine whose destroy was not complete.
func TestMachineInTheTrashIsReplacedByAnApply(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell(web(basic))
		applies(t, shell)
		if output, err := shell.Run("taint", address); err != nil {
			t.Fatal(err, output)
		}
		for range 3 {
			w.FailNextTask("Purge items from trash")
			fails(t, shell, []string{`Cannot delete katapult_virtual_machine`}, "apply")
		}
		applies(t, shell)
		if n := len(w.Objects("virtual_machine")); n != 1 || w.Count(builds) != 2 || len(w.Objects("trash_object")) > 0 {
			t.Errorf("%d machines after %d builds", n, w.Count(builds))
		}
		destroys(t, w, shell)
	})
}

// The object is deleted, whoever may empty the trash.
func TestTokenThatMayNotPurgeIsAWarning(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell(web(basic))
		applies(t, shell)
		w.Inject(simulator.Fault{Operation: purges, Status: http.StatusForbidden, Code: "scope_not_granted"})
		output, err := shell.Run("destroy", "-auto-approve", "-no-color")
		if err != nil || !acctest.Matches(`Warning: Deleted object stays in the trash`, `Virtual machine vm_\w+ is deleted`, `403 scope_not_granted`, `Katapult purges it by itself at \d{4}-`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

// A machine that stays in the trash gives its host name free.
func TestSkippedPurgeKeepsTheMachineAndFreesItsHostname(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell("")
		shell.Configure(w.ProviderBlock(`skip_trash_object_purge = true`) + web(basic))
		applies(t, shell)
		machine := w.Only("virtual_machine")
		if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
		kept, exists := w.Object(machine)
		if hostname, _ := kept["hostname"].(string); !exists || len(w.Objects("trash_object")) != 1 || !regexp.MustCompile(`^web-1-\w{12}$`).MatchString(hostname) {
			t.Errorf("the machine in the trash: %v", kept["hostname"])
		}
		applies(t, shell)
		if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
	})
}

func TestLostResponsesOfADestroyDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{stops, deletes, releases, purges} {
		for name, fault := range acctest.LostResponses() {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				acctest.FastClock(t, func(t *testing.T) {
					w := acctest.New(t, virtualmachine.Object)
					shell := w.Shell(web(basic, `ip_address_ids = ["`+addAddress(w)+`"]`))
					applies(t, shell)
					w.Inject(fault.On(operation))
					destroys(t, w, shell)
				})
			})
		}
	}
}

func TestAddressThatSomethingElseHasByNowIsNotReleased(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		ip := addAddress(w)
		shell := w.Shell(web(basic, `ip_address_ids = ["`+ip+`"]`))
		applies(t, shell)
		other := w.AddVirtualMachine(simulator.VM{Name: "other", Interface: true, Addresses: []string{}})
		nic := ""
		for _, i := range w.Objects("virtual_machine_network_interface") {
			if machine, _ := i["virtual_machine"].(map[string]any); machine["id"] == other {
				nic, _ = i["id"].(string)
			}
		}
		output, err := shell.Between(func() { w.Change(ip, map[string]any{"virtual_machine_network_interface": map[string]any{"id": nic}}) }, "-destroy")
		if err != nil {
			t.Error(err, output)
		}
		if address, _ := w.Object(ip); address["allocation_id"] != other {
			t.Errorf("the other machine lost its address: %v", address)
		}
	})
}

func TestDeletedOutsideIsBuiltAgain(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		w.Run(
			resource.TestStep{Config: web(basic)},
			resource.TestStep{
				PreConfig: func() { w.Remove(w.Only("virtual_machine")) }, Config: web(basic),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
			},
		)
	})
}

// Disks of others would be lost with the machine.
func TestMachineWithOtherDisksIsNotDeleted(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell(web(basic))
		applies(t, shell)
		disk := w.AddDisk("data")
		w.Do("POST", "/disks/disk/assign", map[string]any{"disk": id(disk), "virtual_machine": id(w.Only("virtual_machine"))})
		fails(t, shell, []string{`has disks that would be deleted with it: "data" \(` + disk + `\)`, `Nothing was changed`, `terraform import katapult_disk.NAME ` + disk}, "destroy")
		if state := w.Objects("virtual_machine")[0]["state"]; state != "started" {
			t.Errorf("the machine is %v", state)
		}
		w.Remove(disk)
		destroys(t, w, shell)
	})
}

func TestDisksOfDiskBlocksAreDeletedWithTheMachine(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell(web(basic, "disk {\n size = 20\n}\ndisk {\n name = \"data\"\n size = 30\n}"))
		applies(t, shell)
		if n := len(w.Objects("disk")); n != 2 {
			t.Fatalf("%d disks", n)
		}
		shell.Configure(w.ProviderBlock() + web(basic))
		if output := applies(t, shell); !acctest.Matches(`Warning: Disks stay with the virtual machine`, `a destroy of the machine still deletes them`).MatchString(output) {
			t.Error(output)
		}
		destroys(t, w, shell)
	})
}

func TestRootPasswordIsNowhere(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		secret := "correct horse battery staple"
		shell := w.Shell(web(basic, `disk_template_options_wo = { root_password = "`+secret+`" }`, `disk_template_options_wo_version = 1`))
		output := applies(t, shell)
		state := shell.Read("terraform.tfstate")
		for _, text := range []string{simulator.RootPassword, secret} {
			if strings.Contains(output, text) || strings.Contains(state, text) {
				t.Errorf("%q is in the output or in the state", text)
			}
		}
		sent := false
		for _, r := range w.Requests() {
			sent = sent || r.Operation == builds && strings.Contains(string(r.Body), secret)
		}
		if !sent {
			t.Error("the option was not sent")
		}
		destroys(t, w, shell)
	})
}
