package virtualmachinenetworkinterface_test

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// after does something between plan and apply.
type after struct{ do func() }

func (a after) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	a.do()
}

// It covers the documented errors of the creating POST: the message, its attribute,
// and that a refused create leaves nothing in the state.
func TestEveryDocumentedAnswerOfCreate(t *testing.T) {
	t.Parallel()
	trashed := map[string]any{"trash_object": map[string]any{
		"id": "trsh_x", "object_id": "vm_x", "object_type": "VirtualMachine", "keep_until": 1777882444,
	}}
	const nowhere = `with ` + typeName + `\.web`
	tests := map[string]struct {
		fault simulator.Fault
		says  []string
	}{
		"missing_api_token":                  {simulator.Fault{Status: 400}, []string{nowhere, `400 missing_api_token`, `Set api_key`}},
		"unauthorized_network_for_api_token": {simulator.Fault{Status: 403, Detail: map[string]any{"ip_address": "203.0.113.9"}}, []string{nowhere, `came from 203\.0\.113\.9`, `authorized IP`}},
		"invalid_api_token":                  {simulator.Fault{Status: 403, Detail: map[string]any{"details": "Expired"}}, []string{nowhere, `Expired`, `Check api_key`}},
		"invalid_capabilities_token":         {simulator.Fault{Status: 403}, []string{nowhere, `403 invalid_capabilities_token`, `core API`}},
		"scope_not_granted":                  {simulator.Fault{Status: 403, Detail: map[string]any{"scopes": []string{"virtual_machines:network_interfaces"}}}, []string{nowhere, `out of: virtual_machines:network_interfaces`, `Add the scopes`}},
		"virtual_machine_not_found":          {simulator.Fault{Status: 404}, []string{`virtual_machine_id\s+= "`, `404 virtual_machine_not_found`, `Check the ID`}},
		"network_not_found":                  {simulator.Fault{Status: 404}, []string{` network_id\s+= "`, `404 network_not_found`, `public network`}},
		"virtual_network_not_found":          {simulator.Fault{Status: 404}, []string{`virtual_network_id\s+= "`, `404 virtual_network_not_found`, `Check the ID`}},
		"network_speed_profile_not_found":    {simulator.Fault{Status: 404}, []string{`network_speed_profile\s+= "`, `404 network_speed_profile_not_found`, `permalink, such as 1gbps`}},
		"object_in_trash":                    {simulator.Fault{Status: 406, Detail: trashed}, []string{`virtual_machine_id\s+= "`, `VirtualMachine vm_x is in the trash as trsh_x and kept until 2026-05-04T08:14:04Z`, `Restore it`}},
		"validation_error":                   {simulator.Fault{Status: 422, Detail: map[string]any{"errors": []string{"The machine has too many", "Try another"}}}, []string{nowhere, `The machine has too many\. Try another\.`, `422 validation_error`}},
		"service_unavailable":                {simulator.Fault{Status: 503, Times: 5}, []string{nowhere, `503 service_unavailable`, `after 5 attempts`}},
	}
	for code, test := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			fault := test.fault
			fault.Operation, fault.Code, fault.Description = creates, code, "The API's description"
			config := w.on()
			if code == "virtual_network_not_found" {
				config = w.on(`virtual_network_id = "` + w.addVirtualNetwork() + `"`)
			}
			w.Inject(fault)
			w.Run(
				resource.TestStep{
					Config: config,
					ExpectError: acctest.Matches(append([]string{`Cannot create ` + typeName, test.says[0], `Creating it failed: The API's description`},
						test.says[1:]...)...),
				},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
			)
		})
	}
}

func TestWhatDoesNotExistIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	for argument, value := range map[string]string{
		"network_id": "netw_none", "virtual_network_id": "vnet_none", "network_speed_profile": "nsp_none",
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Run(resource.TestStep{
				Config:      w.on(argument + ` = "` + value + `"`),
				ExpectError: acctest.Matches(`Cannot create `+typeName, argument+`\s+= "`+value, `404 \w+_not_found`),
			})
		})
	}
	t.Run("virtual_machine_id", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "started")
		w.machine = "vm_none"
		w.Run(resource.TestStep{Config: w.on(), ExpectError: acctest.Matches(`virtual_machine_id\s+= "vm_none"`, `404 virtual_machine_not_found`)})
		if n := w.Count(creates); n > 0 {
			t.Errorf("%d requests to create it", n)
		}
	})
	t.Run("another speed profile", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "started")
		w.Run(
			resource.TestStep{Config: w.on()},
			resource.TestStep{
				Config:      w.on(`network_speed_profile = "none"`),
				ExpectError: acctest.Matches(`Cannot update `+typeName, `network_speed_profile\s+= "none"`, `404 network_speed_profile_not_found`),
			},
		)
	})
}

func TestPassingRefusalsDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"create, rate limit":         {Operation: creates, Status: http.StatusTooManyRequests, Code: "rate_limit_reached"},
		"create, unavailable":        {Operation: creates, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"attach, full queue":         {Operation: attaches, Status: http.StatusNotAcceptable, Code: "task_queueing_error", Times: 7},
		"attach, answer lost":        {Operation: attaches, DropAfter: true},
		"detach, full queue":         {Operation: detaches, Status: http.StatusNotAcceptable, Code: "task_queueing_error"},
		"speed profile, answer lost": {Operation: speeds, DropAfter: true},
		"read, a gateway's page":     {Operation: reads, Status: http.StatusBadGateway, Body: "<html>", ContentType: "text/html"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Inject(fault)
			w.Run(
				resource.TestStep{Config: w.on(), ConfigStateChecks: is(true, "attached")},
				resource.TestStep{Config: w.on(`network_speed_profile = "10gbps"`)},
			)
			if n := w.Count(creates); fault.Operation != creates && n != 1 {
				t.Errorf("created %d times", n)
			}
		})
	}
}

// An identical interface exists before, and must stay unchanged.
func TestCreateWhoseAnswerIsLostMakesOneInterface(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			other := w.addInterface()
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: w.on(), ConfigStateChecks: is(true, "attached")},
				resource.TestStep{Config: w.on(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the interface that was there before is gone")
			}
		})
	}
}

func TestInterfacesThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists { // that there is no such interface yet
			once.Do(func() { theirs = w.addInterface() })
		}
	})
	output, err := w.Shell(w.on()).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create `+typeName, `2 identical objects have appeared since`, theirs,
		`import {`, `to = `+typeName+`\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if n := w.Count(creates); n != 2 {
		t.Errorf("created %d times", n-1)
	}
}
