package virtualnetwork_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func refusal(operation, sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	config := inCenter(w, "uk-lon-01", `name = "backend"`)
	w.Inject(refusal(creates, "Name has already been taken"))
	w.Run(
		resource.TestStep{
			Config: config,
			ExpectError: acctest.Matches(`Cannot create katapult_virtual_network`, `name = "backend"`, `Creating "backend" failed`,
				`Name has already been taken`, `422 validation_error`),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

func TestRefusedChangeKeepsTheName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.Run(
		resource.TestStep{Config: inCenter(w, "uk-lon-01", `name = "backend"`)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(refusal(updates, "Name has already been taken")) },
			Config:      inCenter(w, "uk-lon-01", `name = "db"`),
			ExpectError: acctest.Matches(`Cannot update katapult_virtual_network`, `name = "db"`, `Updating "\w+" \(vnet_\w+\) failed`, `Name has already been taken`),
		},
		resource.TestStep{Config: inCenter(w, "uk-lon-01", `name = "backend"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestUnknownDataCenterIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	acctest.New(t, virtualnetwork.Object).Run(resource.TestStep{
		Config:      backend(`name = "backend"`, `data_center_id = "dc_none"`),
		ExpectError: acctest.Matches(`Cannot create katapult_virtual_network`, `data_center_id = "dc_none"`, `404 data_center_not_found`),
	})
}

func TestCreateWhoseAnswerIsLostMakesOneNetwork(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			config := inCenter(w, "uk-lon-01", `name = "backend"`)
			other := w.AddVirtualNetwork("backend", "uk-lon-01")
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the network that was there before is gone")
			}
		})
	}
}

// While the creation is under way, others make one of each sort.
func TestNetworksThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		name, center string
		alike        bool
	}{
		"the same":               {"backend", "uk-lon-01", true},
		"of another data centre": {"backend", "nl-ams-01", false},
		"of another name":        {"backend-2", "uk-lon-01", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
			var (
				once   sync.Once
				theirs string
			)
			w.Observe(func(e simulator.Exchange) {
				if e.Operation == lists {
					once.Do(func() { theirs = w.AddVirtualNetwork(test.name, test.center) })
				}
			})
			output, err := w.Shell(inCenter(w, "uk-lon-01", `name = "backend"`)).Run("apply", "-auto-approve", "-no-color")
			switch {
			case !test.alike && err != nil:
				t.Errorf("%v\n%s", err, output)
			case test.alike && (err == nil || !acctest.Matches(`Cannot create katapult_virtual_network`, `2 identical objects have appeared since`, theirs,
				`import {`, `to = katapult_virtual_network\.NAME`, `id = "`+theirs+`"`).MatchString(output)):
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestLostNetworkThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(inCenter(w, "uk-lon-01", `name = "backend"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating "backend" failed: the virtual network may have been created`, `Searching for it failed`,
		`403 scope_not_granted`, `If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
		"deleted meanwhile":     {Status: http.StatusNotFound, Code: "virtual_network_not_found", AfterEffect: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			config := inCenter(w, "uk-lon-01", `name = "backend"`)
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: config, Destroy: true},
			)
		})
	}
}

// A saved plan meets a network that somebody has deleted since.
func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string][]string{
		"-destroy": nil,
		"-var=name=renamed": {
			`Cannot update katapult_virtual_network`, `Updating "backend" \(vnet_\w+\) failed`, `404 virtual_network_not_found`, `deleted after the plan was made`,
		},
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			shell := w.Shell("variable \"name\" {\n  default = \"backend\"\n}\n" + inCenter(w, "uk-lon-01", "name = var.name"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { w.Remove(w.Only(kind)) }, argument)
			if (err == nil) != (says == nil) || !acctest.Matches(says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

const (
	detaches = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/detach"
	// soonEnough limits how long a response waits for another request.
	soonEnough = 20 * time.Second
)

// onNetwork configures network interfaces that name the network by its ID, so that
// Terraform knows of no dependency.
func onNetwork(network, machine string, count int) string {
	return fmt.Sprintf("resource \"katapult_virtual_machine_network_interface\" \"n\" {\n  count = %d\n  virtual_machine_id = %q\n"+
		"  virtual_network_id = %q\n  network_speed_profile = \"1gbps\"\n}\n", count, machine, network)
}

func TestDestroyWaitsForTheInterfacesOfTheSameRun(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object, virtualmachinenetworkinterface.Object)
	machine := w.AddVirtualMachine(katapult.VM{Name: "web"})
	config := inCenter(w, "uk-lon-01", `name = "backend"`)
	shell := w.Shell(config)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	network := w.Only(kind)
	shell.Write("main.tf", shell.Read("main.tf")+onNetwork(network, machine, 2))
	shell.WaitForReleases()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var once sync.Once
	refused := make(chan struct{})
	w.Observe(func(e simulator.Exchange) {
		switch {
		case e.Operation == deletes && e.Status == http.StatusConflict:
			once.Do(func() { close(refused) })
		case e.Operation == detaches:
			select {
			case <-refused:
			case <-time.After(soonEnough):
				t.Error("the network was not to be deleted before its interfaces were")
			}
		}
	})
	w.ResetRequests()
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if left := w.Objects(kind); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if n := w.Count(deletes); n > 3 {
		t.Errorf("%d attempts to delete the network, want one and one for each interface", n)
	}
}

// The network stays in the state, and the next run can delete it.
func TestNetworkInUseIsNotDeletedAndTheReasonsAreShown(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	machine := w.AddVirtualMachine(katapult.VM{Name: "web"})
	config := inCenter(w, "uk-lon-01", `name = "backend"`)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
					"virtual_machine": map[string]any{"id": machine}, "virtual_network": map[string]any{"id": w.Only(kind)},
					"speed_profile": map[string]any{"permalink": "1gbps"},
				})
			},
			Config: config, Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_virtual_network`, `Deleting "backend" \(vnet_\w+\) failed`,
				`dependent network interfaces exist`, `409 deletion_restricted`, `waited [0-9.]+m?s for this run`, `Remove what the reasons name`),
		},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only("virtual_machine_network_interface")) },
			Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}
