package katapult_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"time"

	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

// builder replaces the building of machines, which the simulator lacks. It adds
// a machine as soon as the recording names it.
type builder struct {
	spec  specification
	built bool
}

type specification struct {
	Hostname    string `xml:"Hostname>Hostname"`
	Name        string
	Description string
	Group       string
	Package     string   `xml:"Resources>Package"`
	Tags        []string `xml:"Tags>Tag"`
	Addresses   []string `xml:"NetworkInterfaces>NetworkInterface>IPAddressAllocation>IPAddress"`
	Speed       string   `xml:"NetworkInterfaces>NetworkInterface>SpeedProfile"`
	Disks       []struct {
		Name string
		Size int
	} `xml:"SystemDisks>Disk"`
}

// handles reports whether a recorded interaction is about a build.
func (b *builder) handles(c *cloud, i interaction, names renaming) bool {
	c.t.Helper()
	switch i.Op {
	case "POST /organizations/organization/virtual_machines/build_from_spec":
		var body struct{ XML string }
		if err := json.Unmarshal(i.RequestBody, &body); err != nil {
			c.t.Fatal(err)
		}
		*b = builder{}
		if err := xml.Unmarshal([]byte(names.apply(body.XML)), &b.spec); err != nil {
			c.t.Fatal(err)
		}
		return true
	case "GET /virtual_machines/builds/virtual_machine_build":
		r := response{t: c.t, body: i.ResponseBody}
		if machine, named := r.get("virtual_machine_build", "virtual_machine", "id").(string); named && !b.built {
			b.built = true
			names[machine] = b.build(c)
		}
		return true
	case "GET /virtual_machine_packages/virtual_machine_package":
		return true
	}
	return false
}

func (b *builder) build(c *cloud) string {
	c.t.Helper()
	vm := katapult.VM{
		Name: b.spec.Name, Hostname: b.spec.Hostname, Description: b.spec.Description, Group: b.spec.Group,
		Package: b.spec.Package, TagNames: b.spec.Tags, Interface: true, Addresses: b.spec.Addresses, SpeedProfile: b.spec.Speed,
	}
	if len(b.spec.Disks) > 0 {
		vm.DiskSize = b.spec.Disks[0].Size
	}
	machine := c.AddVirtualMachine(vm)
	for _, disk := range b.spec.Disks[min(1, len(b.spec.Disks)):] {
		created := c.ok("POST /organizations/organization/disks", object{
			"organization": object{"sub_domain": recordedOrganization},
			"properties": object{
				"name": disk.Name, "size_in_gb": disk.Size, "io_profile": object{"permalink": "100k"},
				"virtual_machine_disk": object{"virtual_machine": id(machine), "attach": true},
			},
		})
		c.Change(created.text("disk", "id"), map[string]any{
			"state": "built", "virtual_machine_disk": map[string]any{"state": "attached"},
		})
	}
	return machine
}

// await polls until the response is that of the recording, since tasks of the
// simulator take their own time. It stops when an object has left the trash.
func (c *cloud) await(i interaction, names renaming, clock *simulator.ManualClock) *response {
	c.t.Helper()
	recorded := response{t: c.t, body: i.ResponseBody}
	for range 120 {
		got := c.resend(i, names)
		done := got.status == i.Status
		if recorded.get("task", "status") == "completed" {
			done = got.get("task", "status") == "completed"
		}
		gone := i.Op == "GET /trash_objects/trash_object" && got.status == 404
		if done || gone || i.Op != "GET /tasks/task" && i.Op != "GET /trash_objects/trash_object" {
			return got
		}
		clock.Advance(time.Second)
	}
	c.t.Fatalf("%s never came to what was recorded", i.Op)
	return nil
}

// unsteady reports whether the type at a path depends on the moment.
func unsteady(path string) bool {
	return strings.HasSuffix(path, "task.started_at") || strings.HasSuffix(path, "task.finished_at") || strings.HasSuffix(path, ".nfs_location")
}
