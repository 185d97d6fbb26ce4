package diskassignment_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// TestEveryDocumentedAnswerOfAssign walks the errors that the documentation
// lists for POST /disks/disk/assign: what is said, where, and that a refused
// assignment leaves nothing in the state.
func TestEveryDocumentedAnswerOfAssign(t *testing.T) {
	t.Parallel()
	trashed := func(objectType string) map[string]any {
		return map[string]any{"trash_object": map[string]any{
			"id": "trsh_x", "object_id": "obj_x", "object_type": objectType, "keep_until": 1777882444,
		}}
	}
	const nowhere, disk, machine = `with katapult_disk_assignment\.data`, `disk_id\s+= "`, `virtual_machine_id = "`
	tests := map[string]struct {
		fault simulator.Fault
		says  []string
	}{
		"missing_api_token":                  {simulator.Fault{Status: 400}, []string{nowhere, `400 missing_api_token`, `Set api_key`}},
		"unauthorized_network_for_api_token": {simulator.Fault{Status: 403, Detail: map[string]any{"ip_address": "203.0.113.9"}}, []string{nowhere, `came from 203\.0\.113\.9`, `authorized IP`}},
		"invalid_api_token":                  {simulator.Fault{Status: 403, Detail: map[string]any{"details": "Expired"}}, []string{nowhere, `Expired`, `Check api_key`}},
		"invalid_capabilities_token":         {simulator.Fault{Status: 403}, []string{nowhere, `403 invalid_capabilities_token`, `core API`}},
		"scope_not_granted":                  {simulator.Fault{Status: 403, Detail: map[string]any{"scopes": []string{"disks"}}}, []string{nowhere, `out of: disks`, `Add the scopes`}},
		"permission_denied":                  {simulator.Fault{Status: 403, Detail: map[string]any{"details": "Ask Ada"}}, []string{nowhere, `Ask Ada`, `administrator`}},
		"disk_not_found":                     {simulator.Fault{Status: 404}, []string{disk, `404 disk_not_found`, `Check the ID`}},
		"virtual_machine_not_found":          {simulator.Fault{Status: 404}, []string{machine, `404 virtual_machine_not_found`, `Check the ID`}},
		"object_in_trash":                    {simulator.Fault{Status: 406, Detail: trashed("Disk")}, []string{disk, `Disk obj_x is in the trash as trsh_x and kept until 2026-05-04T08:14:04Z`, `Restore it`}},
		"object_in_trash, the machine":       {simulator.Fault{Status: 406, Code: "object_in_trash", Detail: trashed("VirtualMachine")}, []string{machine, `VirtualMachine obj_x`, `Restore it`}},
		"unable_to_assign":                   {simulator.Fault{Status: 422, Detail: map[string]any{"errors": []string{"The machine is full"}}}, []string{disk, `The machine is full`, `422 unable_to_assign`, `nothing was assigned`}},
		"service_unavailable":                {simulator.Fault{Status: 503, Times: 5}, []string{nowhere, `503 service_unavailable`, `after 5 attempts`}},
	}
	for code, test := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			fault := test.fault
			if fault.Code == "" {
				fault.Code = code
			}
			fault.Description = "The API's description"
			p.Inject(fault.On(assigns))
			p.Run(
				resource.TestStep{
					Config:      p.config(),
					ExpectError: acctest.Matches(append([]string{`Cannot create katapult_disk_assignment`}, append(test.says[:1:1], append([]string{`Creating ` + p.machine + `/` + p.disk + ` failed: The API's description`}, test.says[1:]...)...)...)...),
				},
				resource.TestStep{Config: p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
			)
		})
	}
}

func TestPassingRefusalsDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   simulator.Fault
		happens func(p pair) // what makes the answer true
	}{
		"assign, rate limit":           {simulator.Fault{Operation: assigns, Status: http.StatusTooManyRequests, Code: "rate_limit_reached"}, nil},
		"assign, answer lost":          {simulator.Fault{Operation: assigns, DropAfter: true}, nil},
		"attach, full queue of tasks":  {simulator.Fault{Operation: attaches, Status: http.StatusNotAcceptable, Code: "task_queueing_error", Times: 7}, nil},
		"detach, no longer assigned":   {simulator.Fault{Operation: detaches, Status: http.StatusUnprocessableEntity, Code: "unassigned_disk"}, pair.unassigned},
		"unassign, disk gone by now":   {simulator.Fault{Operation: unassigns, Status: http.StatusNotFound, Code: "disk_not_found"}, func(p pair) { p.Remove(p.disk) }},
		"detach, machine in the trash": {simulator.Fault{Operation: detaches, Status: http.StatusNotAcceptable, Code: "object_in_trash"}, func(p pair) { p.Trash(p.machine) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			p.Inject(test.fault)
			if test.happens != nil {
				p.once(1, test.fault.Operation, func() { test.happens(p) })
			}
			p.Run(resource.TestStep{Config: p.config(), ConfigStateChecks: is(true, true, "attached")})
		})
	}
}

func TestRefusedUnassignKeepsTheAssignment(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{Config: p.config()},
		resource.TestStep{
			PreConfig: func() {
				p.Inject(simulator.Fault{
					Operation: unassigns, Status: 422, Code: "unable_to_unassign",
					Detail: map[string]any{"errors": []string{"A backup is running"}},
				})
			},
			Config: p.config(), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_disk_assignment`, p.machine+`/`+p.disk, `A backup is running`, `still in the state`),
		},
		resource.TestStep{Config: p.config(), ConfigStateChecks: is(true, true, "attached")},
	)
}
