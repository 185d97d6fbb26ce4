package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestGPUTypesAndWhereTheyAre(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	all := c.ok("GET /gpu_types", nil)
	equal(t, "types", len(all.list("gpu_types")), 2)
	equal(t, "data centres", all.text("gpu_types", 0, "data_centers", 1, "permalink"), "nl-ams-01")
	l4 := c.ok("GET /gpu_types/gpu_type", object{"gpu_type": object{"permalink": "nvidia-l4"}})
	equal(t, "by ID", c.ok("GET /gpu_types/gpu_type", object{"gpu_type": id(l4.text("gpu_type", "id"))}).raw, l4.raw)
	amsterdam := c.ok("GET /data_centers/data_center/gpu_types", object{"data_center": object{"permalink": "nl-ams-01"}})
	equal(t, "in Amsterdam", len(amsterdam.list("gpu_types")), 1)
	equal(t, "fields", len(amsterdam.get("gpu_types", 0).(object)), 6)
	c.refused(404, "gpu_type_not_found", "GET /gpu_types/gpu_type", object{"gpu_type": id("gpu_none")})
	c.refused(404, "data_center_not_found", "GET /data_centers/data_center/gpu_types", object{"data_center": id("dc_none")})

	machine := object{"virtual_machine": id(c.AddVirtualMachine(katapult.VM{Name: "db"}))}
	with := object{"virtual_machine": machine["virtual_machine"], "properties": object{"gpu_type": object{"permalink": "nvidia-l4"}}}
	equal(t, "of a machine", c.ok("PATCH /virtual_machines/virtual_machine", with).text("virtual_machine", "gpu_type", "name"), "NVIDIA L4")
	listed := c.ok("GET /organizations/organization/virtual_machines", object{"organization": acme})
	equal(t, "of a row", len(listed.get("virtual_machines", 0, "gpu_type").(object)), 3)
}
