package virtualmachine_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
)

const changesPackage = "PUT /virtual_machines/virtual_machine/package"

// The retry is refused where the first request has had its effect by then.
func TestLostResponsesOfAChangeOfPackageDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				changed := with("package", `"rock-6"`)
				w.Run(
					resource.TestStep{Config: web(basic)},
					resource.TestStep{
						PreConfig: func() {
							w.SetTaskTime("Change package", 0, 0)
							w.Inject(fault.On(changesPackage))
						},
						Config: changed, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
					},
					resource.TestStep{Config: changed, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
			})
		})
	}
}

// Katapult may accept a build while another one, of a run that was killed, has not made its
// machine yet.
func TestBuildWhoseHostnameIsTakenMeanwhileNamesTheMachineThatHasIt(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		w.SetTaskTime(buildTask, 8, 30)
		startBuild(w)
		shell := w.Shell(web(basic))
		fails(t, shell, []string{
			`Cannot create katapult_virtual_machine`, `hostname`, `virtual machine "web-1" \(vm_\w+\) has the host name "web-1" already`,
			`the build vmbuild_\w+ failed`, `import it`, `import {`,
		}, "apply")
		machine := w.Only("virtual_machine")
		shell.Configure(w.ProviderBlock() + web(basic) + "import {\n to = " + address + "\n id = \"" + machine + "\"\n}\n")
		applies(t, shell)
		w.Only("virtual_machine")
		destroys(t, w, shell)
	})
}

// startBuild asks for a machine with the host name of web, outside Terraform.
func startBuild(w *acctest.World) {
	w.Do("POST", "/organizations/organization/virtual_machines/build_from_spec", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"},
		"xml": `<VirtualMachineSpec><DataCenter by="permalink">uk-lon-01</DataCenter><Resources><Package by="permalink">rock-3</Package></Resources>` +
			`<DiskTemplate><DiskTemplate by="permalink">templates/ubuntu-18-04</DiskTemplate></DiskTemplate>` +
			`<Hostname><Hostname>web-1</Hostname></Hostname></VirtualMachineSpec>`,
	})
}

// The state knows the build alone, and there is nothing to find by it.
func TestBuildThatFailsWithoutAMachineAfterARunLeavesTheState(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		w.SetTaskTime(buildTask, 60, 60)
		startBuild(w)
		shell := w.Shell(web(basic, "timeouts {\n create = \"5s\"\n}"))
		fails(t, shell, []string{`the build vmbuild_\w+ was still \w*`, `to name its machine`}, "apply")
		shell.Configure(w.ProviderBlock() + web(basic))
		fails(t, shell, []string{`virtual machine "web-1" \(vm_\w+\) has the host name "web-1" already`}, "apply")
		w.Remove(w.Only("virtual_machine"))
		applies(t, shell)
		w.Only("virtual_machine")
		destroys(t, w, shell)
	})
}
