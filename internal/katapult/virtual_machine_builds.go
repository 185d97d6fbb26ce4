package katapult

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// VirtualMachineBuilds is access to builds, which make virtual machines.
type VirtualMachineBuilds struct{ client *Client }

// VirtualMachineBuild makes one virtual machine. The specification that the API sends
// with it is not decoded: options of a disk template can hold passwords.
type VirtualMachineBuild struct {
	ID    string                   `json:"id"`
	State VirtualMachineBuildState `json:"state"`
	// VirtualMachine is nil until the machine exists, some seconds after the build began.
	// It lacks most of what a machine has.
	VirtualMachine *VirtualMachine `json:"virtual_machine"`
}

// VirtualMachineBuildState is the progress of a build.
type VirtualMachineBuildState string

// A build ends in one of these.
const (
	BuildComplete VirtualMachineBuildState = "complete"
	BuildFailed   VirtualMachineBuildState = "failed"
)

// identity is the ID of the build. A build whose response was lost is known by its
// machine alone.
func (b VirtualMachineBuild) identity() string {
	if b.ID == "" && b.VirtualMachine != nil {
		return b.VirtualMachine.ID
	}
	return b.ID
}

// VirtualMachineSpec describes a new virtual machine. Empty fields are the API's choice.
type VirtualMachineSpec struct {
	// ZoneID decides where the machine is. Without it, DataCenter does, a permalink or an
	// ID; it defaults to that of the client.
	ZoneID, DataCenter string
	// Package is a permalink or an ID. Without it, CPUCores and MemoryInGB are the size.
	Package              string
	CPUCores, MemoryInGB int64
	// DiskTemplate is a permalink or an ID. TemplateVersion is a number, and the latest
	// by default.
	DiskTemplate    string
	TemplateVersion int64
	TemplateOptions map[string]string
	ISOID           string
	// Disks are new ones; the machine boots from the first.
	Disks      []DiskSpec
	Interfaces []InterfaceSpec
	// Hostname is unique within the organization.
	Hostname, Name, Description string
	GroupID                     string
	// Tags are names. The build leaves out those that do not exist.
	Tags           []string
	AuthorizedKeys AuthorizedKeys
	Annotations    map[string]string
}

// DiskSpec describes a disk of a new machine.
type DiskSpec struct {
	Name     string
	SizeInGB int64
	// StorageSpeed is "ssd" or "nvme".
	StorageSpeed string
	IOProfileID  string
}

// InterfaceSpec describes a network interface of a new machine.
type InterfaceSpec struct {
	// NetworkID or VirtualNetworkID; the other one is empty.
	NetworkID, VirtualNetworkID string
	// SpeedProfile is a permalink or an ID. Its default belongs to the package.
	SpeedProfile string
	IPAddressIDs []string
}

// AuthorizedKeys says who may log in to a new machine. The zero value lets nobody in.
type AuthorizedKeys struct {
	// AllUsers and AllSSHKeys take all users and all SSH keys of the organization.
	AllUsers, AllSSHKeys bool
	UserIDs              []string
	// SSHKeys are public keys in the format of OpenSSH.
	SSHKeys []string
}

// BuildNotFound says that the API does not know a build.
const BuildNotFound Code = "build_not_found"

var virtualMachineBuilds = object[VirtualMachineBuild]{
	key: "virtual_machine_build", path: "/virtual_machines/builds/virtual_machine_build",
}

// createPause is how many poll intervals it can take until a machine exists whose build
// was asked for: half a minute.
const createPause = 30

// Create begins to build a machine in the client's organization. If the response is
// lost, it searches for a machine with the host name that was created since. It returns
// ValidationFailed with the API's reasons, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/virtual_machines/build_from_spec
func (s VirtualMachineBuilds) Create(ctx context.Context, spec VirtualMachineSpec) (VirtualMachineBuild, error) {
	text, err := spec.xml(s.client.dataCenter)
	if err != nil {
		return VirtualMachineBuild{}, err
	}
	organization := s.client.organization.lookup("organization")
	machines := createdSince(s.client, virtualMachines.list,
		func(m VirtualMachine) int64 { return m.CreatedAt },
		func(m VirtualMachine) bool { return rest.SameText(m.Hostname, spec.Hostname) }, organization)
	fields := map[string]any{"xml": text}
	if len(spec.Annotations) > 0 {
		fields["annotations"] = annotationList(spec.Annotations)
	}
	build, _, err := virtualMachineBuilds.create(ctx, s.client, creation[VirtualMachineBuild]{
		path:        virtualMachines.list.path + "/build_from_spec",
		arguments:   arguments{lookups: []lookup{organization}, fields: fields},
		secrets:     slices.Collect(maps.Values(spec.TemplateOptions)),
		conflictKey: "virtual machine " + spec.Hostname,
		recovery: recovery[VirtualMachineBuild]{
			pause: createPause * s.client.tasks.backoff.Min,
			find: func(ctx context.Context, began time.Time) ([]VirtualMachineBuild, error) {
				found, err := machines.find(ctx, began)
				builds := make([]VirtualMachineBuild, len(found))
				for i := range found {
					builds[i] = VirtualMachineBuild{VirtualMachine: &found[i]}
				}
				return builds, err
			},
		},
	})
	return build, err
}

// Get returns a build, or BuildNotFound.
//
// GET /virtual_machines/builds/virtual_machine_build
func (s VirtualMachineBuilds) Get(ctx context.Context, buildID string) (VirtualMachineBuild, error) {
	return virtualMachineBuilds.get(ctx, s.client, buildID)
}

// BuildError says that a build failed.
type BuildError struct{ ID string }

func (e *BuildError) Error() string {
	return fmt.Sprintf("the build %s failed; the API does not say why", e.ID)
}

// WaitForMachine returns the ID of a build's machine as soon as the machine exists. It
// returns a BuildError if the build fails before that.
//
// GET /virtual_machines/builds/virtual_machine_build
func (s VirtualMachineBuilds) WaitForMachine(ctx context.Context, buildID string) (machineID string, err error) {
	err = s.wait(ctx, buildID, "to name its machine", 8, func(b VirtualMachineBuild) bool { return b.VirtualMachine != nil && b.VirtualMachine.ID != "" },
		func(b VirtualMachineBuild) { machineID = b.VirtualMachine.ID })
	return machineID, err
}

// WaitComplete returns when a build is complete, or a BuildError. A build that the API
// has forgotten counts as complete.
//
// GET /virtual_machines/builds/virtual_machine_build
func (s VirtualMachineBuilds) WaitComplete(ctx context.Context, buildID string) error {
	err := s.wait(ctx, buildID, "to end", 4, func(b VirtualMachineBuild) bool { return b.State == BuildComplete }, func(VirtualMachineBuild) {})
	return ignore(BuildNotFound, err)
}

// wait polls a build until it is done, first after some of the client's poll
// intervals.
func (s VirtualMachineBuilds) wait(ctx context.Context, buildID, why string, first int, done func(VirtualMachineBuild) bool, then func(VirtualMachineBuild)) error {
	interval := s.client.tasks.backoff.Min
	backoff := rest.Backoff{Initial: time.Duration(first) * interval, Min: 4 * interval}
	s.client.log(ctx, "waiting for a build "+why, map[string]any{"build": buildID})
	defer s.client.cache.invalidate() // reads in between have seen the old state
	var now VirtualMachineBuild
	waited, err := rest.Poll(ctx, backoff, func(ctx context.Context) (bool, error) {
		var err error
		now, err = s.Get(ctx, buildID)
		return err == nil && (done(now) || now.State == BuildFailed), err
	})
	switch {
	case err != nil && !errors.Is(err, BuildNotFound):
		return fmt.Errorf("the build %s was still %s after %s of waiting for it %s: %w", buildID, now.State, waited.Round(100*time.Millisecond), why, err)
	case err != nil:
		return err
	case !done(now):
		return &BuildError{buildID}
	}
	then(now)
	return nil
}

// xml is the specification as the API takes it.
func (s VirtualMachineSpec) xml(standard reference) (string, error) {
	document := specXML{
		ISO: s.ISOID, Name: s.Name, Description: s.Description, Group: s.GroupID,
		AuthorizedKeys: keysXML{usersXML{all(s.AuthorizedKeys.AllUsers), s.AuthorizedKeys.UserIDs}, sshKeysXML{all(s.AuthorizedKeys.AllSSHKeys), s.AuthorizedKeys.SSHKeys}},
		Resources:      resourcesXML{Memory: s.MemoryInGB, CPUCores: s.CPUCores},
	}
	if s.Hostname != "" {
		document.Hostname = &hostnameXML{s.Hostname}
	}
	switch {
	case s.ZoneID != "":
		document.Zone = &referenceXML{Value: s.ZoneID}
	case s.DataCenter != "":
		document.DataCenter = refer(dataCenter(s.DataCenter))
	case standard.value != "":
		document.DataCenter = refer(standard)
	default:
		return "", &NoDataCenterError{}
	}
	if s.Package != "" {
		document.Resources = resourcesXML{Package: refer(machinePackage(s.Package))}
	}
	if s.DiskTemplate != "" {
		template := templateXML{DiskTemplate: *refer(diskTemplate(s.DiskTemplate))}
		if s.TemplateVersion != 0 {
			template.Version = &referenceXML{By: "number", Value: fmt.Sprint(s.TemplateVersion)}
		}
		for _, key := range slices.Sorted(maps.Keys(s.TemplateOptions)) {
			template.Options = append(template.Options, optionXML{key, s.TemplateOptions[key]})
		}
		document.DiskTemplate = &template
	}
	for _, d := range s.Disks {
		disk := diskXML{Name: d.Name, Size: d.SizeInGB, Speed: d.StorageSpeed, IOProfile: d.IOProfileID}
		document.SystemDisks = append(document.SystemDisks, disk)
	}
	for _, i := range s.Interfaces {
		nic := interfaceXML{Network: i.NetworkID, VirtualNetwork: i.VirtualNetworkID}
		if i.SpeedProfile != "" {
			nic.SpeedProfile = refer(parseReference(i.SpeedProfile, "permalink", "nsp_"))
		}
		for _, address := range i.IPAddressIDs {
			nic.Allocations = append(nic.Allocations, allocationXML{"existing", address})
		}
		document.NetworkInterfaces = append(document.NetworkInterfaces, nic)
	}
	document.Tags = s.Tags
	encoded, err := xml.Marshal(document)
	return xml.Header + string(encoded), err
}

func all(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

type (
	specXML struct {
		XMLName           xml.Name       `xml:"VirtualMachineSpec"`
		DataCenter        *referenceXML  `xml:",omitempty"`
		Zone              *referenceXML  `xml:",omitempty"`
		Resources         resourcesXML   `xml:"Resources"`
		DiskTemplate      *templateXML   `xml:",omitempty"`
		ISO               string         `xml:",omitempty"`
		SystemDisks       []diskXML      `xml:"SystemDisks>Disk,omitempty"`
		NetworkInterfaces []interfaceXML `xml:"NetworkInterfaces>NetworkInterface,omitempty"`
		Hostname          *hostnameXML   `xml:",omitempty"`
		Name              string         `xml:",omitempty"`
		Description       string         `xml:",omitempty"`
		Group             string         `xml:",omitempty"`
		AuthorizedKeys    keysXML        `xml:"AuthorizedKeys"`
		Tags              []string       `xml:"Tags>Tag,omitempty"`
	}
	// referenceXML names an object by its ID, unless it says by what.
	referenceXML struct {
		By    string `xml:"by,attr,omitempty"`
		Value string `xml:",chardata"`
	}
	resourcesXML struct {
		Package  *referenceXML `xml:",omitempty"`
		Memory   int64         `xml:",omitempty"`
		CPUCores int64         `xml:",omitempty"`
	}
	templateXML struct {
		DiskTemplate referenceXML
		Version      *referenceXML `xml:",omitempty"`
		Options      []optionXML   `xml:"Option"`
	}
	optionXML struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
	diskXML struct {
		Name      string `xml:",omitempty"`
		Size      int64  `xml:",omitempty"`
		Speed     string `xml:",omitempty"`
		IOProfile string `xml:",omitempty"`
	}
	interfaceXML struct {
		Network        string          `xml:",omitempty"`
		VirtualNetwork string          `xml:",omitempty"`
		SpeedProfile   *referenceXML   `xml:",omitempty"`
		Allocations    []allocationXML `xml:"IPAddressAllocation"`
	}
	allocationXML struct {
		Type      string `xml:"type,attr"`
		IPAddress string
	}
	hostnameXML struct{ Hostname string }
	keysXML     struct {
		Users   usersXML
		SSHKeys sshKeysXML
	}
	usersXML struct {
		All   string   `xml:"all,attr,omitempty"`
		Users []string `xml:"User"`
	}
	sshKeysXML struct {
		All     string   `xml:"all,attr,omitempty"`
		SSHKeys []string `xml:"SSHKey"`
	}
)

// refer is a reference of a specification.
func refer(r reference) *referenceXML {
	if r.key == "id" {
		return &referenceXML{Value: r.value}
	}
	return &referenceXML{By: r.key, Value: r.value}
}
