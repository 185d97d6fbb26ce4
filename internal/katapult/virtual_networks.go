package katapult

import "context"

// VirtualNetworks is access to virtual networks.
type VirtualNetworks struct{ client *Client }

// VirtualNetwork is a private network of an organization within one data
// centre. Names are not unique.
type VirtualNetwork struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	DataCenter DataCenter `json:"data_center"`
}

func (n VirtualNetwork) identity() string { return n.ID }

var virtualNetworks = object[VirtualNetwork]{
	key: "virtual_network", path: "/virtual_networks/virtual_network",
	list:      list[VirtualNetwork]{path: "/organizations/organization/virtual_networks", key: "virtual_networks", paged: true},
	listAfter: 3,
}

// List returns all virtual networks of the client's organization, oldest first.
//
// GET /organizations/organization/virtual_networks, all pages
func (s VirtualNetworks) List(ctx context.Context) ([]VirtualNetwork, error) {
	return virtualNetworks.all(ctx, s.client)
}

// Get returns a virtual network, or ErrNotFound.
//
// GET /virtual_networks/virtual_network
func (s VirtualNetworks) Get(ctx context.Context, networkID string) (VirtualNetwork, error) {
	return virtualNetworks.get(ctx, s.client, networkID)
}
