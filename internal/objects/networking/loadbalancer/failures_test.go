package loadbalancer_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
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
	w := acctest.New(t, loadbalancer.Object)
	config := inLondon(w, named, `api_reference = "shop"`)
	for argument, sentence := range map[string]string{`name = "web"`: "Name has already been taken", `api_reference = "shop"`: "Api reference has already been taken"} {
		w.Inject(refusal(creates, sentence))
		w.Run(
			resource.TestStep{
				Config:      config,
				ExpectError: acctest.Matches(`Cannot create katapult_load_balancer`, argument, `Creating "web" failed`, sentence, `422 validation_error`),
			},
			resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		)
	}
}

func TestRefusedChangeIsSaidAtItsArgumentAndChangesNothing(t *testing.T) {
	t.Parallel()
	for argument, sentence := range map[string]string{
		`name = "shop"`: "Name has already been taken", `api_reference = "shop"`: "Api reference has already been taken",
		`enable_weighting = true`: "Enable weighting is not allowed", `https_redirect = true`: "Https redirect is not allowed",
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			arguments := []string{named, argument}
			if strings.HasPrefix(argument, "name") {
				arguments = arguments[1:]
			}
			w.Run(
				resource.TestStep{Config: inLondon(w, named)},
				resource.TestStep{
					PreConfig: func() { w.Inject(refusal(updates, sentence)) }, Config: inLondon(w, arguments...),
					ExpectError: acctest.Matches(`Cannot update katapult_load_balancer`, argument, `Updating "\w+" \(lb_\w+\) failed`, sentence),
				},
				resource.TestStep{Config: inLondon(w, named), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

func TestUnknownDataCenterIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	acctest.New(t, loadbalancer.Object).Run(resource.TestStep{
		Config:      web(named, `data_center_id = "dc_none"`),
		ExpectError: acctest.Matches(`Cannot create katapult_load_balancer`, `data_center_id = "dc_none"`, `404 data_center_not_found`),
	})
}

func TestCreateWhoseAnswerIsLostMakesOneLoadBalancer(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			machine := w.AddVirtualMachine(katapult.VM{})
			properties := map[string]any{"resource_ids": []string{machine}}
			other := w.AddLoadBalancer(properties)
			w.Inject(fault.On(creates))
			config := inLondon(w, named, fmt.Sprintf("virtual_machine_ids = [%q]", machine))
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if left := w.Objects(kind); len(left) != 1 || left[0]["id"] != other {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// Several creations whose answers are lost make one load balancer each.
func TestManyLostAnswersMakeOneLoadBalancerEach(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true, Times: 4})
	shell := w.Shell(w.ProviderBlock(`data_center = "uk-lon-01"`) + "resource \"katapult_load_balancer\" \"web\" {\n  count = 4\n  name = \"web\"\n}\n")
	run(t, shell, "apply", "-auto-approve")
	if n := len(w.Objects(kind)); n != 4 {
		t.Errorf("there are %d load balancers", n)
	}
	run(t, shell, "plan", "-detailed-exitcode")
}

func TestLoadBalancersThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { theirs = w.AddLoadBalancer(nil) })
		}
	})
	output, err := w.Shell(inLondon(w, named)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_load_balancer`, `2 identical objects have appeared since`, theirs,
		`import {`, `to = katapult_load_balancer\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostLoadBalancerThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(inLondon(w, named)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating "web" failed: the load balancer may have been created`, `Searching for it failed`,
		`403 scope_not_granted`, `If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// Nothing is made before it is known what was there before.
func TestListThatIsRefusedMakesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Inject(simulator.Fault{Operation: lists, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	w.Run(resource.TestStep{Config: inLondon(w, named), ExpectError: acctest.Matches(`Creating "web" failed`, `403 scope_not_granted`)})
	if n := w.Count(creates); n > 0 {
		t.Errorf("%d creations were asked for", n)
	}
}

// The read before a change of weights fails, and nothing has changed.
func TestFailureHalfwayThroughAChangeIsRepaired(t *testing.T) {
	t.Parallel()
	for name, operation := range map[string]string{"while the others are read": reads, "while it is changed": updates} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, m, behind := weighted(t)
			shell := w.Shell(inLondon(w, named, behind))
			run(t, shell, "apply", "-auto-approve")
			shell.Configure(inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 10 }", m[0])))
			w.Inject(simulator.Fault{Operation: operation, Status: http.StatusForbidden, Code: "scope_not_granted"})
			output, err := shell.Run("apply", "-auto-approve", "-refresh=false", "-no-color")
			if err == nil || !acctest.Matches(`Cannot update katapult_load_balancer`, `scope_not_granted`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			run(t, shell, "apply", "-auto-approve")
			run(t, shell, "plan", "-detailed-exitcode")
			if got := weightsOf(w)[m[0]]; got != "10" {
				t.Errorf("the weight is %s", got)
			}
		})
	}
}

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			w.Run(
				resource.TestStep{Config: inLondon(w, named)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(updates)) }, Config: inLondon(w, `name = "renamed"`)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: inLondon(w, `name = "renamed"`), Destroy: true},
			)
		})
	}
}

// A saved plan meets a load balancer that somebody has deleted since.
func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string][]string{
		"-destroy": nil,
		"-var=name=renamed": {
			`Cannot update katapult_load_balancer`, `Updating "web" \(lb_\w+\) failed`, `404 load_balancer_not_found`, `deleted after the plan was made`,
		},
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			shell := w.Shell("variable \"name\" {\n  default = \"web\"\n}\n" + inLondon(w, "name = var.name"))
			run(t, shell, "apply", "-auto-approve")
			output, err := shell.Between(func() { w.Remove(w.Only(kind)) }, argument)
			if (err == nil) != (says == nil) || !acctest.Matches(says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// A saved plan changes what it shows, and nothing that others have changed since.
func TestChangeLeavesAloneWhatOthersHaveChangedSince(t *testing.T) {
	t.Parallel()
	w, m, _ := weighted(t)
	shell := w.Shell("variable \"redirect\" {\n  default = false\n}\n" +
		inLondon(w, named, "https_redirect = var.redirect", fmt.Sprintf("virtual_machine_ids = [%q]", m[0])))
	run(t, shell, "apply", "-auto-approve")
	output, err := shell.Between(func() {
		w.Change(w.Only(kind), map[string]any{"name": "theirs", "resource_ids": []any{m[0], m[1]}, "weights": map[string]any{m[1]: 7}})
	}, "-var=redirect=true")
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	b, _ := w.Object(w.Only(kind))
	if b["name"] != "theirs" || b["https_redirect"] != true || fmt.Sprint(b["resource_ids"]) != fmt.Sprint([]any{m[0], m[1]}) || weightsOf(w)[m[1]] != "7" {
		t.Errorf("it is %v with the weights %v", b, weightsOf(w))
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", "-var=redirect=true"); err == nil || !strings.Contains(output, "theirs") {
		t.Errorf("the next plan does not show what others have changed:\n%s", output)
	}
}
