package diskassignment_test

import (
	"net/http"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// attempts are those of a request that is never answered.
const attempts = 5

func lostByAGateway(operation string, skip int) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Skip: skip, Times: attempts, Status: http.StatusBadGateway, AfterEffect: true, Body: "<html>Bad Gateway</html>",
	}
}

func TestAssignmentWhoseAnswersAreAllLostIsFound(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	shell := p.Shell(p.config())
	p.Inject(lostByAGateway("POST /disks/disk/assign", 0))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || strings.Contains(output, "Warning") {
		t.Errorf("%v\n%s", err, output)
	}
	if p.owner() != p.machine || p.assignment()["state"] != "attached" {
		t.Errorf("%v", p.assignment())
	}
}

// TestAssignmentOfWhichNothingIsKnownIsInTheState: should it exist, it belongs
// to nobody else.
func TestAssignmentOfWhichNothingIsKnownIsInTheState(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"it exists":     lostByAGateway("POST /disks/disk/assign", 0),
		"there is none": {Operation: "POST /disks/disk/assign", Times: attempts, DropBefore: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			shell := p.Shell(p.config())
			p.Inject(fault)
			p.Inject(lostByAGateway("GET /disks/disk", 1))
			output, err := shell.Run("apply", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(`Cannot create katapult_disk_assignment`, `it may or may not have taken effect`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if state := shell.Read("terraform.tfstate"); !strings.Contains(state, p.disk) || !strings.Contains(state, "tainted") {
				t.Errorf("the assignment is not in the state: %s", state)
			}
			for _, command := range []string{"apply", "destroy"} {
				if output, err := shell.Run(command, "-auto-approve", "-no-color"); err != nil {
					t.Errorf("%v\n%s", err, output)
				}
				if attached := p.assignment()["state"] == "attached"; attached != (command == "apply") {
					t.Errorf("after the %s: %v", command, p.assignment())
				}
			}
		})
	}
}
