package virtualmachinenetworkinterface_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// It checks the state right after the failure, before any refresh corrects it.
func TestUpdateThatFailsHalfwaySaysHowFarItGot(t *testing.T) {
	t.Parallel()
	const refused = "unauthorized_network_for_api_token"
	detail := map[string]any{"ip_address": "203.0.113.9"}
	for name, test := range map[string]struct {
		fault simulator.Fault
		task  string
		// what the state says; "before", "both" or "after" are the addresses
		addresses, profile, state string
		attached                  bool
	}{
		"release": {
			fault:     simulator.Fault{Operation: "POST /ip_addresses/ip_address/unallocate", Status: 403, Code: refused, Detail: detail},
			addresses: "both", profile: "500mbps", state: "attached", attached: true,
		},
		"speed profile": {
			task:      "Change network interface speed profile",
			addresses: "before", profile: "1gbps", state: "attached", attached: true,
		},
		"allocation": {
			fault:     simulator.Fault{Operation: allocates, Status: 403, Code: refused, Detail: detail},
			addresses: "before", profile: "500mbps", state: "attached", attached: true,
		},
		"detachment": {
			task:      "Detach network interface",
			addresses: "after", profile: "500mbps", state: "attached", attached: true,
		},
		"last look": {
			fault:     simulator.Fault{Operation: reads, Skip: 2, Status: 403, Code: refused, Detail: detail},
			addresses: "after", profile: "500mbps", state: "detached",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			old, wanted := w.addAddress(), w.addAddress()
			shell := w.Shell("variable \"changed\" {\n  default = false\n}\n" + w.on(
				fmt.Sprintf("ip_address_ids = [var.changed ? %q : %q]", wanted, old),
				`network_speed_profile = var.changed ? "500mbps" : "1gbps"`, `attached = !var.changed`))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if test.task != "" {
				w.FailNextTask(test.task)
			} else {
				w.Inject(test.fault)
			}
			if output, err := shell.Run("apply", "-var=changed=true", "-auto-approve", "-no-color"); err == nil {
				t.Fatal(output)
			}
			addresses := map[string][]string{"before": {old}, "both": {old, wanted}, "after": {wanted}}[test.addresses]
			slices.Sort(addresses)
			if s := stateOf(t, shell); !slices.Equal(s.Addresses, addresses) || s.Profile != test.profile || s.State != test.state || s.Attached != test.attached {
				t.Errorf("%+v", s)
			}
			for _, arguments := range [][]string{{"apply", "-refresh=false", "-auto-approve"}, {"plan", "-detailed-exitcode"}, {"destroy", "-refresh=false", "-auto-approve"}} {
				if output, err := shell.Run(append(arguments, "-var=changed=true", "-no-color")...); err != nil {
					t.Errorf("%v: %v\n%s", arguments, err, output)
				}
			}
			for _, id := range []string{old, wanted} {
				if object, _ := w.Object(id); object["allocation_id"] != nil {
					t.Errorf("%s still has an address: %v", object["allocation_id"], slices.Sorted(maps.Keys(object)))
				}
			}
		})
	}
}

// written is what a state says of an interface.
type written struct {
	Addresses []string `json:"ip_address_ids"`
	Profile   string   `json:"network_speed_profile"`
	State     string   `json:"state"`
	Attached  bool     `json:"attached"`
}

func stateOf(t *testing.T, shell *acctest.Shell) written {
	t.Helper()
	var state struct {
		Resources []struct {
			Instances []struct{ Attributes written }
		}
	}
	if err := json.Unmarshal([]byte(shell.Read("terraform.tfstate")), &state); err != nil {
		t.Fatal(err)
	}
	written := state.Resources[0].Instances[0].Attributes
	slices.Sort(written.Addresses)
	return written
}
