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

// List returns all virtual networks of the client's organization, oldest first.
//
// GET /organizations/organization/virtual_networks, all pages
func (s VirtualNetworks) List(ctx context.Context) ([]VirtualNetwork, error) {
	return virtualNetworks.all(ctx, s.client, "")
}

// A row of the list carries everything about a virtual network.
var virtualNetworks = newListBacked("virtual networks", 3,
	func(ctx context.Context, c *Client, _ string) ([]VirtualNetwork, error) {
		return listAll[VirtualNetwork](ctx, c, "/organizations/organization/virtual_networks", "virtual_networks", c.organization.lookup("organization"))
	})

// Get returns a virtual network, or ErrNotFound.
//
// GET /virtual_networks/virtual_network
func (s VirtualNetworks) Get(ctx context.Context, networkID string) (VirtualNetwork, error) {
	return virtualNetworks.read(ctx, s.client, "", networkID, func(ctx context.Context) (VirtualNetwork, error) {
		return get(ctx, s.client, "/virtual_networks/virtual_network", one[VirtualNetwork]("virtual_network"), id("virtual_network", networkID))
	})
}
