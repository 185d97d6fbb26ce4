package katapult

import "context"

// VirtualMachinePackages is access to packages, which are the sizes of virtual machines.
type VirtualMachinePackages struct{ client *Client }

// VirtualMachinePackage is a size of virtual machines.
type VirtualMachinePackage struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
	// Lists of machines lack the following.
	CPUCores   int64 `json:"cpu_cores"`
	MemoryInGB int64 `json:"memory_in_gb"`
	// StorageInGB is the size of the disk that a machine gets by default.
	StorageInGB int64 `json:"storage_in_gb"`
	// IPv4Addresses is how many addresses are part of the price.
	IPv4Addresses int64 `json:"ipv4_addresses"`
	// MonthlyBandwidthAllowanceInGB is nil where traffic is not counted.
	MonthlyBandwidthAllowanceInGB *int64 `json:"monthly_bandwidth_allowance_in_gb"`
	// Privacy is "public", or "private" for packages of one organization.
	Privacy string `json:"privacy"`
	// UseDedicatedCPUs is nil where the API does not tell it: responses of 2023 lacked it, as
	// well as the group.
	UseDedicatedCPUs *bool `json:"use_dedicated_cpus"`
	// Group is a family of packages.
	Group *struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"group"`
}

func (p VirtualMachinePackage) identity() string { return p.ID }

var virtualMachinePackages = object[VirtualMachinePackage]{
	key: "virtual_machine_package", path: "/virtual_machine_packages/virtual_machine_package",
	list: list[VirtualMachinePackage]{path: "/virtual_machine_packages", key: "virtual_machine_packages", paged: true},
}

// List returns the public packages, and those that only the client's organization can
// use.
//
// GET /virtual_machine_packages, all pages
func (s VirtualMachinePackages) List(ctx context.Context) ([]VirtualMachinePackage, error) {
	return virtualMachinePackages.all(ctx, s.client)
}

// Get returns the package with a permalink or an ID, or ErrNotFound.
//
// GET /virtual_machine_packages/virtual_machine_package
func (s VirtualMachinePackages) Get(ctx context.Context, permalinkOrID string) (VirtualMachinePackage, error) {
	return virtualMachinePackages.find(ctx, s.client, machinePackage(permalinkOrID).lookup(virtualMachinePackages.key))
}

// GetByID returns the package with an ID, whatever its prefix, or ErrNotFound.
//
// GET /virtual_machine_packages/virtual_machine_package
func (s VirtualMachinePackages) GetByID(ctx context.Context, packageID string) (VirtualMachinePackage, error) {
	return virtualMachinePackages.get(ctx, s.client, packageID)
}

// machinePackage refers to a package.
func machinePackage(permalinkOrID string) reference {
	return parseReference(permalinkOrID, "permalink", "vmpkg_")
}
