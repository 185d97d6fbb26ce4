package katapult

import "context"

// GPUTypes is access to the types of GPUs that machines can have.
type GPUTypes struct{ client *Client }

// GPUType is a type of GPU.
type GPUType struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Permalink    string `json:"permalink"`
	Manufacturer string `json:"manufacturer"`
	MemoryInGB   int64  `json:"memory_in_gb"`
	// MemoryType is the technology of the memory, such as HBM3.
	MemoryType string `json:"memory_type"`
	// DataCenters are those that have GPUs of the type. The API permits null among them.
	DataCenters []*DataCenter `json:"data_centers"`
}

func (g GPUType) identity() string { return g.ID }

var gpuTypes = object[GPUType]{key: "gpu_type", path: "/gpu_types/gpu_type"}

// List returns the types of all data centres.
//
// GET /gpu_types, all pages
func (s GPUTypes) List(ctx context.Context) ([]GPUType, error) {
	return list[GPUType]{path: "/gpu_types", key: "gpu_types", paged: true}.all(ctx, s.client)
}

// ListIn returns the types that a data centre with a permalink or an ID has GPUs of. They
// lack their data centres. It returns DataCenterNotFound.
//
// GET /data_centers/data_center/gpu_types, all pages
func (s GPUTypes) ListIn(ctx context.Context, permalinkOrID string) ([]GPUType, error) {
	in := list[GPUType]{path: "/data_centers/data_center/gpu_types", key: "gpu_types", paged: true}
	return in.all(ctx, s.client, dataCenter(permalinkOrID).lookup("data_center"))
}

// Get returns the type with a permalink or an ID, or ErrNotFound.
//
// GET /gpu_types/gpu_type
func (s GPUTypes) Get(ctx context.Context, permalinkOrID string) (GPUType, error) {
	return gpuTypes.find(ctx, s.client, gpuType(permalinkOrID).lookup(gpuTypes.key))
}

// GetByID returns the type with an ID, whatever its prefix, or ErrNotFound.
//
// GET /gpu_types/gpu_type
func (s GPUTypes) GetByID(ctx context.Context, typeID string) (GPUType, error) {
	return gpuTypes.get(ctx, s.client, typeID)
}

// gpuType refers to a type of GPU.
func gpuType(permalinkOrID string) reference {
	return parseReference(permalinkOrID, "permalink", "gpu_", "gputype_", "gt_")
}
