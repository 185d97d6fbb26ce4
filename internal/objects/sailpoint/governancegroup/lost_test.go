package governancegroup_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

// Nobody can tell which of two groups the answer would have named, and the
// wrong one would be destroyed one day.
func TestGroupsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPointWith(t, func(o *sailpoint.Options) { o.Clock = simulator.NewManualClock(time.Now()) }, governancegroup.Object)
	w.Inject(sailpoint.Fault{Operation: creates, Status: http.StatusBadGateway, AfterEffect: true, Body: "<html>Bad gateway</html>", ContentType: "text/html"})
	var once sync.Once
	w.Observe(func(e sailpoint.Exchange) {
		if e.Operation == creates {
			once.Do(func() { w.AddGroup("Auditors", support) })
		}
	})
	output, err := w.Shell(minimal).Run("apply", "-auto-approve", "-no-color")
	if err == nil || len(w.Groups()) != 2 {
		t.Fatalf("%d groups: %v\n%s", len(w.Groups()), err, output)
	}
	said := acctest.Matches(`Cannot create katapult_sailpoint_governance_group`, `Creating "Auditors" failed: the governance group may have been created`,
		`2 identical objects have appeared since`, `Find out which of them belongs here and import it`)
	for _, g := range w.Groups() {
		id, _ := g["id"].(string)
		blocks := acctest.Matches(`import {`, `to = katapult_sailpoint_governance_group\.NAME`, `id = "`+id+`"`)
		if !blocks.MatchString(output) {
			t.Errorf("%s is not offered:\n%s", id, output)
		}
	}
	if !said.MatchString(output) {
		t.Error(output)
	}
}

func TestLostGroupThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault sailpoint.Fault
		says  string
	}{
		"because that is refused":  {sailpoint.Fault{Status: http.StatusForbidden}, `answered 403`},
		"because there is no list": {sailpoint.Fault{Status: http.StatusOK, Body: `null`}, `not a list of objects with IDs`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			w.Inject(sailpoint.Fault{Operation: creates, DropAfter: true})
			test.fault.Operation, test.fault.Times = lists, -1
			w.Inject(test.fault)
			output, err := w.Shell(minimal).Run("apply", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(`Creating "Auditors" failed: the governance group may have been created`, `Searching for it failed`,
				test.says, `If so, import it; otherwise run Terraform again`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if n := len(w.Groups()); n != 1 {
				t.Errorf("%d groups", n)
			}
		})
	}
}
