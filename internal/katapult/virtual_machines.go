package katapult

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// VirtualMachines is access to virtual machines.
type VirtualMachines struct{ client *Client }

// VirtualMachine is a virtual machine. The root password that the API sends with
// it is not decoded.
type VirtualMachine struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Hostname string `json:"hostname"`
	FQDN     string `json:"fqdn"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
	Zone      struct {
		ID         string     `json:"id"`
		DataCenter DataCenter `json:"data_center"`
	} `json:"zone"`
	// Package is its size. In lists it has only a name. It is nil for a machine with
	// flexible resources.
	Package *VirtualMachinePackage `json:"package"`
	// IPAddresses are the addresses of all its interfaces. In lists they have only
	// an address.
	IPAddresses []IPAddress `json:"ip_addresses"`

	// The others are missing in lists.

	State       VirtualMachineState  `json:"state"`
	Description *string              `json:"description"`
	Group       *VirtualMachineGroup `json:"group"`
	Tags        []string             `json:"tag_names"`

	MemoryInGB       int64 `json:"memory_in_gb"`
	CPUCores         int64 `json:"cpu_cores"`
	UseDedicatedCPUs bool  `json:"use_dedicated_cpus"`
	// GPUType is what it should have, attached or not.
	GPUType *struct {
		ID        string `json:"id"`
		Permalink string `json:"permalink"`
	} `json:"gpu_type"`
	GPUs        []VirtualMachineGPU `json:"gpus"`
	AttachedISO *struct {
		ID string `json:"id"`
	} `json:"attached_iso"`
	// Suspended says that Katapult has taken the machine out of service.
	Suspended bool `json:"suspended"`

	// Annotations are keys and values that users attach to it.
	Annotations map[string]string `json:"-"`
}

// VirtualMachineGPU is a GPU that a machine has or is to have.
type VirtualMachineGPU struct {
	// ID is nil while the GPU is detached.
	ID *string `json:"id"`
	// Status is "attached", "attaching", "detached", "detaching" or "unknown".
	Status string `json:"status"`
	// PendingAction is "attach" or "detach", and nil if nothing is to be done.
	PendingAction *string `json:"pending_action"`
	// Available says that there is a free GPU of the type.
	Available bool    `json:"available"`
	Type      GPUType `json:"type"`
}

// PackageNames are the ID and the permalink of its package, or empty.
func (m VirtualMachine) PackageNames() (id, permalink string) {
	if m.Package == nil {
		return "", ""
	}
	return m.Package.ID, m.Package.Permalink
}

// GPUTypeNames are the ID and the permalink of its type of GPU, or empty.
func (m VirtualMachine) GPUTypeNames() (id, permalink string) {
	if m.GPUType == nil {
		return "", ""
	}
	return m.GPUType.ID, m.GPUType.Permalink
}

// VirtualMachineDisk is a row in the list of a machine's disks. The disk has what
// lists have, and no assignment.
type VirtualMachineDisk struct {
	Disk Disk `json:"disk"`
	// AttachOnBoot says that a start of the machine attaches the disk.
	AttachOnBoot bool `json:"attach_on_boot"`
	// Boot says that the machine boots from the disk.
	Boot  bool            `json:"boot"`
	State AttachmentState `json:"state"`
}

// VirtualMachineState is the state of a machine.
type VirtualMachineState string

// States that decide what can be done with a machine.
const (
	VirtualMachineStarted VirtualMachineState = "started"
	VirtualMachineStopped VirtualMachineState = "stopped"
	VirtualMachineFailed  VirtualMachineState = "failed"
)

// Settled reports whether the state is not a transition. Unknown states count as
// transitions.
func (s VirtualMachineState) Settled() bool {
	switch s {
	case VirtualMachineStarted, VirtualMachineStopped, VirtualMachineFailed, "orphaned":
		return true
	}
	return false
}

func (m VirtualMachine) identity() string { return m.ID }

func (d VirtualMachineDisk) identity() string { return d.Disk.ID }

var virtualMachines = object[VirtualMachine]{
	key: "virtual_machine", path: "/virtual_machines/virtual_machine",
	list: list[VirtualMachine]{path: "/organizations/organization/virtual_machines", key: "virtual_machines", paged: true},
}

var virtualMachineDisks = list[VirtualMachineDisk]{path: "/virtual_machines/virtual_machine/disks", key: "disks", paged: true}

// List returns all machines of the client's organization, in order of their
// names.
//
// GET /organizations/organization/virtual_machines, all pages
func (s VirtualMachines) List(ctx context.Context) ([]VirtualMachine, error) {
	return virtualMachines.all(ctx, s.client)
}

// Get returns a machine, or ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) Get(ctx context.Context, machineID string) (VirtualMachine, error) {
	return virtualMachines.get(ctx, s.client, machineID)
}

// GetByFQDN returns the machine with a fully qualified domain name, or
// ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) GetByFQDN(ctx context.Context, fqdn string) (VirtualMachine, error) {
	return virtualMachines.find(ctx, s.client, lookup{"virtual_machine", "fqdn", fqdn})
}

// Disks returns the disks of a machine, or ErrNotFound for the machine, also
// for one in the trash.
//
// GET /virtual_machines/virtual_machine/disks, all pages
func (s VirtualMachines) Disks(ctx context.Context, machineID string) ([]VirtualMachineDisk, error) {
	return virtualMachineDisks.all(ctx, s.client, id("virtual_machine", machineID))
}

// WaitSettled returns a machine as soon as it is in no transition, or ErrNotFound.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) WaitSettled(ctx context.Context, machineID string) (VirtualMachine, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (VirtualMachine, error) { return s.Get(ctx, machineID) },
		VirtualMachine.settled, VirtualMachine.doing)
}

func (m VirtualMachine) settled() bool { return m.State.Settled() }

// doing says which state a machine is in.
func (m VirtualMachine) doing() string {
	return fmt.Sprintf("virtual machine %q (%s) is %s", m.Name, m.ID, m.State)
}

func (m *VirtualMachine) setAnnotations(annotations map[string]string) { m.Annotations = annotations }

// VirtualMachineArguments are what Update can change. What is left out stays.
type VirtualMachineArguments struct {
	Name     *string `json:"name,omitempty"`
	Hostname *string `json:"hostname,omitempty"`
	// Description is cleared by an empty text.
	Description *string `json:"description,omitempty"`
	// Tags are names, and replace the current ones. The API creates those that do not
	// exist.
	Tags *[]string `json:"tag_names,omitempty"`
	// GroupID and GPUType, a permalink or an ID, are cleared by an empty text.
	GroupID *string `json:"-"`
	GPUType *string `json:"-"`
	// Annotations replace the current ones, unless they are nil.
	Annotations map[string]string `json:"-"`
}

// Update changes what the arguments name, and returns the changed machine. It returns
// ErrNotFound, or ValidationFailed with the API's reasons; the code of a 404 says which
// object is missing.
//
// PATCH /virtual_machines/virtual_machine
func (s VirtualMachines) Update(ctx context.Context, machineID string, a VirtualMachineArguments) (VirtualMachine, error) {
	properties := struct {
		VirtualMachineArguments
		Group Nullable[map[string]string] `json:"group,omitzero"`
		GPU   Nullable[map[string]string] `json:"gpu_type,omitzero"`
	}{VirtualMachineArguments: a}
	if a.GroupID != nil {
		properties.Group = named(reference{"id", *a.GroupID})
	}
	if a.GPUType != nil {
		properties.GPU = named(gpuType(*a.GPUType))
	}
	with := arguments{properties: properties}
	if a.Annotations != nil {
		with.fields = map[string]any{"annotations": annotationList(a.Annotations)}
	}
	return virtualMachines.update(ctx, s.client, machineID, with)
}

// MoveToTrash deletes a machine, which should be stopped; its addresses stay allocated. One
// that is in the trash already counts as deleted. If the client keeps deleted objects, it
// renames the host first, so that the name is free. It returns ErrNotFound.
//
// PATCH and DELETE /virtual_machines/virtual_machine
func (s VirtualMachines) MoveToTrash(ctx context.Context, m VirtualMachine) error {
	if s.client.keepInTrash {
		name := releasedHostname(m)
		if _, err := s.Update(ctx, m.ID, VirtualMachineArguments{Hostname: &name}); err != nil {
			return ignore(ObjectInTrash, err)
		}
	}
	return virtualMachines.moveToTrash(ctx, s.client, m.ID)
}

// releasedHostname is a host name that no other machine has. It is the same for each
// attempt.
func releasedHostname(m VirtualMachine) string {
	const suffix, longest = 12, 63
	sum := sha256.Sum256([]byte(m.ID))
	kept := m.Hostname[:min(len(m.Hostname), longest-suffix-1)]
	mark := fmt.Sprintf("-%x", sum[:suffix/2])
	if strings.HasSuffix(m.Hostname, mark) {
		return m.Hostname
	}
	return kept + mark
}

// Purge deletes a machine in the trash for good, and returns when that is done. A machine
// that is not in the trash any more counts as purged. It returns a TaskError.
//
// DELETE /trash_objects/trash_object
func (s VirtualMachines) Purge(ctx context.Context, machineID string) error {
	return virtualMachines.purge(ctx, s.client, machineID)
}

// named is a property that refers to an object, or clears the reference.
func named(r reference) Nullable[map[string]string] {
	if r.value == "" {
		return Null[map[string]string]()
	}
	return Set(map[string]string{r.key: r.value})
}

// ChangePackage gives a machine another package, named by its permalink or ID, and
// returns when that is done. It returns ErrNotFound, PackageNotFound, ValidationFailed,
// or a TaskError.
//
// PUT /virtual_machines/virtual_machine/package
func (s VirtualMachines) ChangePackage(ctx context.Context, machine *LockedMachine, permalinkOrID string) error {
	call := rest.Call{Method: http.MethodPut, Path: virtualMachines.path + "/package", Idempotent: true}
	err := s.resize(ctx, machine, call, arguments{lookups: []lookup{machinePackage(permalinkOrID).lookup("virtual_machine_package")}})
	if !HasCode(err, ValidationFailed) {
		return err
	}
	// After a lost response, the retry may be refused because the machine has the package.
	now, readErr := s.Get(rest.WithMaxAge(ctx, 0), machine.id)
	if packageID, permalink := now.PackageNames(); readErr == nil && (permalinkOrID == packageID || permalinkOrID == permalink) {
		return nil
	}
	return err
}

// FlexibleResources are the size of a machine without a package.
type FlexibleResources struct {
	CPUCores         int64 `json:"cpu_cores"`
	MemoryInGB       int64 `json:"memory_in_gb"`
	UseDedicatedCPUs *bool `json:"use_dedicated_cpus,omitempty"`
}

// SetFlexibleResources gives a machine a size instead of a package, and returns when
// that is done. It returns ErrNotFound, ValidationFailed, or a TaskError.
//
// PUT /virtual_machines/virtual_machine/flexible_resources
func (s VirtualMachines) SetFlexibleResources(ctx context.Context, machine *LockedMachine, size FlexibleResources) error {
	call := rest.Call{Method: http.MethodPut, Path: virtualMachines.path + "/flexible_resources", Idempotent: true}
	return s.resize(ctx, machine, call, arguments{fields: map[string]any{"resources": size}})
}

func (s VirtualMachines) resize(ctx context.Context, machine *LockedMachine, call rest.Call, a arguments) error {
	a.lookups = append([]lookup{id(virtualMachines.key, machine.id)}, a.lookups...)
	started := objectIn[Task](taskObject.key)
	call.Into = started
	if err := s.client.send(ctx, call, a); err != nil {
		return err
	}
	err := s.client.tasks.wait(ctx, started.value, virtualMachines.describe(machine.id))
	machine.noteTask(err)
	return err
}

// ConsoleSession gives access to the console of a machine.
type ConsoleSession struct {
	ID string `json:"id"`
	// URL lets whoever has it into the machine.
	URL string `json:"url"`
	// ExpiresAt is in Unix seconds.
	ExpiresAt int64 `json:"expires_at"`
}

func (s ConsoleSession) identity() string { return s.ID }

// MustBeStarted says that a machine is not started, which a console session needs.
const MustBeStarted Code = "virtual_machine_must_be_started"

// CreateConsoleSession opens a session on the console of a machine, which has to be
// started. It returns ErrNotFound or MustBeStarted.
//
// POST /virtual_machines/virtual_machine/console_sessions
func (s VirtualMachines) CreateConsoleSession(ctx context.Context, machineID string) (ConsoleSession, error) {
	session := objectIn[ConsoleSession]("console_session")
	call := rest.Call{Method: http.MethodPost, Path: virtualMachines.path + "/console_sessions", Into: session, Idempotent: true, Sensitive: true}
	err := s.client.send(ctx, call, arguments{lookups: []lookup{id(virtualMachines.key, machineID)}})
	return session.value, err
}

// RootPassword returns the password that the root user had when the machine was built,
// or "" if the API does not tell it. It returns ErrNotFound.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) RootPassword(ctx context.Context, machineID string) (string, error) {
	by := id(virtualMachines.key, machineID)
	machine := &response[secretMachine]{key: virtualMachines.key, id: machineID}
	found, err := get(rest.WithMaxAge(ctx, 0), s.client, virtualMachines.path, machine, by)
	return found.RootPassword, err
}

// secretMachine is the part of a machine that nothing else decodes.
type secretMachine struct {
	ID           string `json:"id"`
	RootPassword string `json:"initial_root_password"`
}

func (m secretMachine) identity() string { return m.ID }
