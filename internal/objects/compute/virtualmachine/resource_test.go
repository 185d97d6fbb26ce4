package virtualmachine_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
)

const (
	address = "katapult_virtual_machine.web"
	builds  = "POST /organizations/organization/virtual_machines/build_from_spec"
	patches = "PATCH /virtual_machines/virtual_machine"
	stops   = "POST /virtual_machines/virtual_machine/stop"
	deletes = "DELETE /virtual_machines/virtual_machine"
)

// web is a configuration of a machine.
func web(arguments ...string) string {
	return "resource \"katapult_virtual_machine\" \"web\" {\n" + strings.Join(arguments, "\n") + "\n}\n"
}

// basic are the arguments of a machine called web.
const basic = `
  name          = "Web"
  hostname      = "web-1"
  package       = "rock-3"
  disk_template = "ubuntu-18-04"
  data_center   = "uk-lon-01"
`

func addAddress(w *acctest.World) (id string) {
	response := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"id": public}, "version": "ipv4",
	})
	address, _ := response["ip_address"].(map[string]any)
	id, _ = address["id"].(string)
	return id
}

func exactly(attribute, value string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.StringExact(value))
}

func at(p tfjsonpath.Path, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, p, value)
}

func TestMachineIsBuiltChangedAndDestroyed(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		ip, second := addAddress(w), addAddress(w)
		network := w.AddVirtualNetwork("backend", "uk-lon-01")
		group := w.AddGroup("web")
		same := statecheck.CompareValue(compare.ValuesSame())
		id := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
		w.Run(
			resource.TestStep{
				Config: web(basic, `ip_address_ids = ["`+ip+`"]`),
				ConfigStateChecks: []statecheck.StateCheck{
					id(), acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^vm_\w{16}$`))),
					exactly("name", "Web"), exactly("hostname", "web-1"), exactly("fqdn", "web-1.acme.katapult.cloud"),
					acctest.Has(address, "description", knownvalue.Null()), exactly("state", "started"),
					acctest.Has(address, "powered_on", knownvalue.Bool(true)),
					exactly("package", "rock-3"), exactly("disk_template", "ubuntu-18-04"), exactly("data_center", "uk-lon-01"),
					exactly("zone_id", "zone_7Uuz6wzE17ZShh8f"), exactly("network_speed_profile", "10gbps"),
					acctest.Has(address, "group_id", knownvalue.Null()),
					acctest.Has(address, "tags", knownvalue.SetExact(nil)),
					acctest.Has(address, "virtual_network_ids", knownvalue.SetExact(nil)),
					acctest.Has(address, "ip_address_ids", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact(ip)})),
					acctest.Has(address, "ip_addresses", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("198.18.0.2")})),
					at(tfjsonpath.New("network_interfaces").AtSliceIndex(0).AtMapKey("network_id"), knownvalue.StringExact(public)),
					at(tfjsonpath.New("network_interfaces").AtSliceIndex(0).AtMapKey("mac_address"), knownvalue.NotNull()),
					at(tfjsonpath.New("system_disk").AtMapKey("size_in_gb"), knownvalue.Int64Exact(25)),
					at(tfjsonpath.New("system_disk").AtMapKey("name"), knownvalue.StringExact("System Disk")),
					at(tfjsonpath.New("system_disk").AtMapKey("resize_method"), knownvalue.StringExact("offline")),
				},
			},
			resource.TestStep{ // one request for all that needs no task
				Config: web(strings.Replace(basic, `"Web"`, `"Web server"`, 1), `description = "Serves the web"`, `group_id = "`+group+`"`, `tags = ["web", "blue"]`,
					`annotations = { team = "web" }`, `ip_address_ids = ["`+ip+`"]`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					id(), exactly("name", "Web server"), exactly("description", "Serves the web"), exactly("group_id", group),
					acctest.Has(address, "tags", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("web"), knownvalue.StringExact("blue")})),
				},
			},
			resource.TestStep{ // what is left out is cleared, and networks are added
				Config:           web(basic, `ip_address_ids = ["`+second+`"]`, `virtual_network_ids = ["`+network+`"]`, `network_speed_profile = "1gbps"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					id(), exactly("name", "Web"), acctest.Has(address, "description", knownvalue.Null()), acctest.Has(address, "group_id", knownvalue.Null()),
					acctest.Has(address, "tags", knownvalue.SetExact(nil)), acctest.Has(address, "annotations", knownvalue.Null()),
					exactly("network_speed_profile", "1gbps"),
					acctest.Has(address, "ip_address_ids", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact(second)})),
					acctest.Has(address, "network_interfaces", knownvalue.ListSizeExact(2)),
				},
			},
			resource.TestStep{ // a smaller package while it is off
				Config:           web(strings.Replace(basic, "rock-3", "rock-1", 1), `ip_address_ids = ["`+second+`"]`, `powered_on = false`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					id(), exactly("package", "rock-1"), exactly("state", "stopped"),
					acctest.Has(address, "virtual_network_ids", knownvalue.SetExact(nil)),
				},
			},
			resource.TestStep{
				Config:            web(strings.Replace(basic, "rock-3", "rock-1", 1), `ip_address_ids = ["`+second+`"]`, `powered_on = true`),
				ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{id(), exactly("state", "started")},
			},
			resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"disk_template"}},
		)
		if n := w.Count(patches); n != 2 {
			t.Errorf("%d requests to change what needs no task", n)
		}
		if left := w.Objects("virtual_machine"); len(left) > 0 {
			t.Errorf("a machine is left: %v", left)
		}
		if left := w.Objects("trash_object"); len(left) > 0 {
			t.Errorf("the trash is not empty: %v", left)
		}
		for _, id := range []string{ip, second} {
			if address, _ := w.Object(id); address["allocation_id"] != nil {
				t.Errorf("%s is still allocated: %v", id, address)
			}
		}
	})
}
