package provider_test

import (
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

// Each provider block is a separate process and does not see the other's writes.
// A recently cached list of one must not hide them.
func TestDataSourceFindsWhatAnotherProviderHasJustMade(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	shell := w.ProgramShell(`
provider "katapult" {}

provider "katapult" {
  alias = "other"
}

resource "terraform_data" "start" {}

data "katapult_virtual_machine_groups" "before" {
  depends_on = [terraform_data.start]
}

resource "katapult_virtual_machine_group" "web" {
  count      = 12
  provider   = katapult.other
  name       = "web-${count.index}"
  depends_on = [data.katapult_virtual_machine_groups.before]
}

data "katapult_virtual_machine_group" "after" {
  count      = 12
  name       = "web-${count.index}"
  depends_on = [katapult_virtual_machine_group.web]
}

output "found" {
  value = join(" ", data.katapult_virtual_machine_group.after[*].name)
}
`)
	start := time.Now()
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || !strings.Contains(output, "web-0 web-1 ") {
		t.Fatalf("%v\n%s", err, output)
	}
	// One read before, and two or three for the lookups, which do not all start at
	// once.
	lists := w.Count("GET /organizations/organization/virtual_machine_groups")
	t.Logf("%d lists", lists)
	if lists > 4+starved(start) {
		t.Errorf("%d lists", lists)
	}
}

func TestDataSourcesOfOneSailPointListShareIt(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewSailPoint(t, registry.All()...)
		group := w.AddGroup("Auditors", support)
		shell := released(w, `
data "katapult_sailpoint_governance_groups" "all" {
  count = 15
}

data "katapult_sailpoint_governance_groups" "narrow" {
  count       = 15
  name_prefix = "Aud"
}

data "katapult_sailpoint_governance_group_connections" "all" {
  count    = 15
  group_id = "`+group+`"
}
`)
		start := time.Now()
		if output, err := shell.Run("plan", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if n := len(w.Requests()); n > 4+3*starved(start) { // a token, and each list once
			t.Errorf("%d requests", n)
		}
	})
}

// starved returns how often a busy machine may list again. Data sources share a
// list for one second, and the test takes half of that.
func starved(since time.Time) int { return int(time.Since(since) / time.Second) }
