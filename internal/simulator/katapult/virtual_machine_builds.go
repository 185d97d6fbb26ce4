package katapult

import (
	"encoding/xml"
	"net/http"
	"slices"
	"time"
)

const buildTask = "Build virtual machine"

var virtualMachineBuildKind = kind{
	name: "virtual_machine_build", errorName: "build", prefix: "vmbuild",
	routes: []route{
		{
			operation: "POST /organizations/organization/virtual_machines/build_from_spec", handle: buildFromSpec,
			scopes: "virtual_machines", status: http.StatusCreated,
		},
		{
			operation: "GET /virtual_machines/builds/virtual_machine_build", handle: getBuild,
			scopes: "virtual_machines virtual_machines:read",
		},
	},
	// The machine exists after the first time, and is complete after the second.
	tasks: map[string]taskTime{buildTask: {8 * time.Second, 29 * time.Second}},
	errors: map[string]string{
		"build_not_found":  "No build was found matching any of the criteria provided in the arguments",
		"invalid_spec_xml": "The spec XML provided is invalid",
	},
}

// spec is the XML that describes a new machine.
type spec struct {
	XMLName    xml.Name       `xml:"VirtualMachineSpec"`
	DataCenter *specReference `xml:"DataCenter,omitempty"`
	Zone       *specReference `xml:"Zone,omitempty"`
	Resources  struct {
		Package  *specReference `xml:"Package,omitempty"`
		Memory   int            `xml:"Memory,omitempty"`
		CPUCores int            `xml:"CPUCores,omitempty"`
	} `xml:"Resources"`
	DiskTemplate *struct {
		DiskTemplate specReference  `xml:"DiskTemplate"`
		Version      *specReference `xml:"Version,omitempty"`
		Options      []specOption   `xml:"Option"`
	} `xml:"DiskTemplate,omitempty"`
	ISO         *specReference `xml:"ISO,omitempty"`
	SystemDisks *struct {
		Disks []specDisk `xml:"Disk"`
	} `xml:"SystemDisks,omitempty"`
	NetworkInterfaces *struct {
		Interfaces []specInterface `xml:"NetworkInterface"`
	} `xml:"NetworkInterfaces,omitempty"`
	Hostname *struct {
		Hostname struct {
			Type string `xml:"type,attr,omitempty"`
			Text string `xml:",chardata"`
		} `xml:"Hostname"`
	} `xml:"Hostname,omitempty"`
	Name           string         `xml:"Name,omitempty"`
	Description    string         `xml:"Description,omitempty"`
	Group          *specReference `xml:"Group,omitempty"`
	AuthorizedKeys *specKeys      `xml:"AuthorizedKeys,omitempty"`
	Tags           *struct {
		Tags []string `xml:"Tag"`
	} `xml:"Tags,omitempty"`
}

// specReference names an object by its ID, unless it says by what.
type specReference struct {
	By    string `xml:"by,attr,omitempty"`
	Value string `xml:",chardata"`
}

type specOption struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

type specDisk struct {
	Name      string         `xml:"Name,omitempty"`
	Size      int            `xml:"Size,omitempty"`
	Speed     string         `xml:"Speed,omitempty"`
	IOProfile *specReference `xml:"IOProfile,omitempty"`
}

type specInterface struct {
	Network        *specReference   `xml:"Network,omitempty"`
	VirtualNetwork *specReference   `xml:"VirtualNetwork,omitempty"`
	SpeedProfile   *specReference   `xml:"SpeedProfile,omitempty"`
	Allocations    []specAllocation `xml:"IPAddressAllocation"`
}

type specAllocation struct {
	Type      string         `xml:"type,attr"`
	Version   string         `xml:"Version,omitempty"`
	IPAddress *specReference `xml:"IPAddress,omitempty"`
}

type specKeys struct {
	Continuous string  `xml:"continuous_management,attr,omitempty"`
	Users      specAll `xml:"Users"`
	SSHKeys    specAll `xml:"SSHKeys"`
}

type specAll struct {
	All     string          `xml:"all,attr,omitempty"`
	Users   []specReference `xml:"User"`
	SSHKeys []string        `xml:"SSHKey"`
}

func buildFromSpec(c *call) (any, error) {
	args := c.args()
	args.require("xml")
	text := deref(args.text("xml"))
	organization, err := c.organization()
	switch {
	case err != nil:
		return nil, err
	case c.err != nil:
		return nil, c.err
	}
	var given spec
	if err := xml.Unmarshal([]byte(text), &given); err != nil {
		return nil, fail(http.StatusBadRequest, "invalid_spec_xml", map[string]any{"errors": "1:1: FATAL: " + err.Error()})
	}
	machine, sentences := c.planMachine(organization, &given)
	if sentences != nil {
		return nil, invalid(sentences...)
	}
	resolved, err := xml.MarshalIndent(given, "", "  ")
	if err != nil {
		return nil, err
	}
	build := c.add("virtual_machine_build", organization.id, map[string]any{
		"spec_xml": `<?xml version="1.0"?>` + "\n" + string(resolved) + "\n", "state": "pending", "created_at": c.now.Unix(),
		"virtual_machine": nil, "annotations": machine.fields["annotations"],
	})
	task := c.queueBuild(build, machine)
	first := map[string]any{"id": build.id, "state": "pending"}
	return map[string]any{
		"task": pick(task.fields, "id", "name", "status"), "build": first, "virtual_machine_build": first,
		"hostname": machine.fields["hostname"], "annotations": annotations(build),
	}, nil
}

// queueBuild queues the task that makes a machine. The machine exists from its
// beginning, and starts after its end. Another build may have taken its host name by then:
// the build then fails without a machine.
func (c *call) queueBuild(build *record, planned plannedMachine) *record {
	s, client := c.Simulator, c.client
	var machine *record
	return s.queue(c.now, build.owner, work{
		name: buildTask,
		begin: func() {
			hostname, _ := planned.fields["hostname"].(string)
			if s.hostnameTaken(hostname, build.owner) {
				return
			}
			machine = s.addPlanned(build.owner, planned)
			machine.created, machine.client = true, client
			build.fields["virtual_machine"] = map[string]any{"id": machine.id}
		},
		finish: func() error {
			if machine == nil {
				return errTaskFailed
			}
			build.fields["state"] = "complete"
			if machine.trashed || s.store.byID[machine.id] == nil {
				return nil
			}
			for _, disk := range s.disksOf(machine) {
				disk.fields["state"] = "built"
			}
			s.setPowerState(machine, "starting")
			s.queue(s.at, machine.owner, work{
				name: "Start virtual machine", on: []*record{machine},
				finish: func() error {
					if machine.text("state") == "starting" {
						s.setPowerState(machine, "started")
					}
					return nil
				},
				undo: func() { s.setPowerState(machine, "stopped") },
			})
			return nil
		},
		undo: func() {
			build.fields["state"] = "failed"
			if machine != nil {
				machine.fields["state"] = "failed"
			}
		},
	})
}

// hostnameTaken reports whether a machine has a host name, also in the trash.
func (s *Simulator) hostnameTaken(hostname, owner string) bool {
	return slices.ContainsFunc(s.store.owned("virtual_machine", owner), func(m *record) bool { return m.text("hostname") == hostname })
}

func getBuild(c *call) (any, error) {
	build, err := c.lookup("virtual_machine_build")
	if err != nil {
		return nil, err
	}
	shown := pick(build.fields, "id", "spec_xml", "state", "created_at")
	if shown["state"] == "pending" && c.now.Unix() > build.fields["created_at"].(int64) { //nolint:forcetypeassert // always set
		shown["state"] = "building"
	}
	shown["virtual_machine"] = nil
	if machine := c.store.get("virtual_machine", build.reference("virtual_machine")); machine != nil {
		shown["virtual_machine"] = pick(machine.fields, "id", "name", "hostname", "fqdn", "state")
	}
	return map[string]any{"virtual_machine_build": shown, "annotations": annotations(build)}, nil
}
